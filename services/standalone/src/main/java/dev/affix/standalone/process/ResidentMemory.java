package dev.affix.standalone.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Stream;

/** Memory of processes, as the kernel counts it (proc(5): VmRSS). Pages that several share are counted for each. */
public final class ResidentMemory {
    private ResidentMemory() {}

    /** Returns the resident bytes of processes and all their descendants, now. */
    public static long bytes(Collection<ProcessHandle> processes) {
        Set<ProcessHandle> all = new HashSet<>(processes);
        processes.forEach(process -> process.descendants().forEach(all::add));
        return all.stream().mapToLong(process -> bytes(process.pid())).sum();
    }

    private static long bytes(long pid) {
        try (Stream<String> lines = Files.lines(Path.of("/proc", Long.toString(pid), "status"))) {
            return lines.filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> 1024 * Long.parseLong(line.replaceAll("[^0-9]", "")))
                    .sum();
        } catch (IOException | java.io.UncheckedIOException e) {
            // It ended meanwhile.
            return 0;
        }
    }
}
