package dev.affix.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The server process of a PostgreSQL data directory. It is a daemon: no child of this JVM, so it outlives an owner that
 * is killed, and its end is seen only by looking.
 */
final class PostgresProcess {
    private static final Duration STOP_LIMIT = Duration.ofSeconds(20);
    private static final Duration LOOK_EVERY = Duration.ofMillis(10);

    private final ProcessHandle process;
    private final Path dataDir;

    private PostgresProcess(ProcessHandle process, Path dataDir) {
        this.process = process;
        this.dataDir = dataDir;
    }

    /** Returns the running server of a data directory, if its {@code postmaster.pid} names one. */
    static Optional<PostgresProcess> of(Path dataDir) throws IOException {
        Path pidFile = dataDir.resolve("postmaster.pid");
        List<String> lines = Files.exists(pidFile) ? Files.readAllLines(pidFile) : List.of();
        if (lines.isEmpty() || !lines.get(0).strip().matches("\\d{1,10}")) {
            return Optional.empty();
        }
        return ProcessHandle.of(Long.parseLong(lines.get(0).strip()))
                .map(process -> new PostgresProcess(process, dataDir))
                .filter(PostgresProcess::running);
    }

    /**
     * Clears what a killed owner left: the pid file of a dead process, of an unrelated process that got the same number,
     * or a server that still runs. The caller must own the directory.
     *
     * @throws IOException if a server does not stop
     */
    static void clear(Path dataDir) throws IOException {
        Optional<PostgresProcess> orphan = of(dataDir);
        if (orphan.isPresent()) {
            orphan.get().stop();
        }
        // PostgreSQL removes the file of a dead process itself, but not if the number was given to another process.
        Files.deleteIfExists(dataDir.resolve("postmaster.pid"));
    }

    /** Waits for the server's end and kills it when that takes too long. */
    void awaitEnd() {
        if (!ended()) {
            process.destroyForcibly();
        }
    }

    private void stop() throws IOException {
        // SIGINT asks PostgreSQL for a fast shutdown: it ends sessions and leaves a clean directory.
        new ProcessBuilder("kill", "-INT", Long.toString(process.pid()))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        if (!ended()) {
            throw new IOException("An earlier PostgreSQL server (process " + process.pid() + ") still runs on "
                    + dataDir + " and does not stop. End it and start again.");
        }
    }

    private boolean ended() {
        long deadline = System.nanoTime() + STOP_LIMIT.toNanos();
        try {
            while (running()) {
                if (System.nanoTime() > deadline) {
                    return false;
                }
                Thread.sleep(LOOK_EVERY.toMillis());
            }
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** A server's working directory is its data directory; one that ended but was not reaped yet has none. */
    private boolean running() {
        try {
            Path workingDirectory =
                    Path.of("/proc", Long.toString(process.pid()), "cwd").toRealPath();
            return Files.isSameFile(workingDirectory, dataDir);
        } catch (IOException e) {
            return false;
        }
    }
}
