package dev.affix.standalone.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The children of a launcher, in a file: {@code name pid start-ticks} per line. A launcher that finds the file of one
 * that was killed ends what it left behind. Thread-safe within one launcher; a lock on the data directory keeps other
 * launchers away.
 */
public final class PidFile {
    private final Path file;
    private final Map<String, ProcessIdentity> children = new LinkedHashMap<>();

    /** Uses a file, which need not exist. */
    public PidFile(Path file) {
        this.file = file;
    }

    /** Notes that a child runs, in place of an earlier one of that name. */
    synchronized void started(String name, ProcessIdentity process) {
        children.put(name, process);
        write();
    }

    /** Removes the file: no child is left. */
    synchronized void clear() throws IOException {
        children.clear();
        Files.deleteIfExists(file);
    }

    /**
     * Ends the processes that the file names, if they still run and their command line has the given argument, which only
     * children of this data directory have: politely, then by force.
     *
     * @return the names of those that had to be ended
     */
    public synchronized List<String> endLeftovers(String mark, Duration grace) throws InterruptedException {
        List<String> ended = new ArrayList<>();
        List<ProcessHandle> ending = new ArrayList<>();
        for (String line : lines()) {
            String[] fields = line.split(" ");
            if (fields.length == 3 && fields[1].matches("[0-9]{1,9}") && fields[2].matches("[0-9]{1,18}")) {
                ProcessIdentity process = new ProcessIdentity(Long.parseLong(fields[1]), Long.parseLong(fields[2]));
                if (process.hasArgument(mark)) {
                    ended.add(fields[0]);
                    ProcessHandle.of(process.pid()).ifPresent(ending::add);
                }
            }
        }
        Endings.end(ending, grace);
        return ended;
    }

    private List<String> lines() {
        try {
            return Files.exists(file) ? Files.readAllLines(file) : List.of();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + file, e);
        }
    }

    private void write() {
        List<String> lines = new ArrayList<>();
        children.forEach((name, process) -> lines.add(name + " " + process.pid() + " " + process.startTicks()));
        Path draft = file.resolveSibling(file.getFileName() + ".new");
        try {
            Files.write(draft, lines);
            Files.move(draft, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write " + file, e);
        }
    }
}
