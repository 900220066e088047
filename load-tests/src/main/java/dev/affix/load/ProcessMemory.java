package dev.affix.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Memory of other processes. Linux. */
public final class ProcessMemory {
    private ProcessMemory() {}

    /** Returns the bytes of a process that are in memory. */
    public static double resident(long pid) throws IOException {
        return Files.readAllLines(Path.of("/proc", Long.toString(pid), "status")).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToDouble(line -> 1024 * Double.parseDouble(line.replaceAll("[^0-9]", "")))
                .findFirst()
                .orElseThrow(() -> new IOException("Process " + pid + " has no resident memory"));
    }

    /** Collects a JVM's garbage, so that the heap in use is what is needed. */
    public static void collectGarbage(long pid) throws IOException, InterruptedException {
        String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
        int exit = new ProcessBuilder(jcmd, Long.toString(pid), "GC.run")
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
        if (exit != 0) {
            throw new IOException(jcmd + " ended with exit code " + exit + "; a JDK is needed");
        }
    }
}
