package dev.affix.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * What an owner that was killed leaves behind in a PostgreSQL data directory: a {@code postmaster.pid} of a process that
 * is dead, of an unrelated process that got the same number, or of a server that still runs without an owner.
 */
final class PostgresOrphan {
    private static final Duration STOP_LIMIT = Duration.ofSeconds(20);

    private PostgresOrphan() {}

    /**
     * Clears the way for a new server. The caller must own the directory: no other owner may be alive.
     *
     * @throws IOException if an orphaned server does not stop
     */
    static void clear(Path dataDir) throws IOException {
        Path pidFile = dataDir.resolve("postmaster.pid");
        if (!Files.exists(pidFile)) {
            return;
        }
        List<String> lines = Files.readAllLines(pidFile);
        Optional<ProcessHandle> server = lines.isEmpty() ? Optional.empty() : server(lines.get(0), dataDir);
        if (server.isPresent()) {
            stop(server.get(), dataDir);
        }
        // PostgreSQL removes the file of a dead process itself, but not if the number was given to another process.
        Files.deleteIfExists(pidFile);
    }

    private static Optional<ProcessHandle> server(String pid, Path dataDir) {
        try {
            return ProcessHandle.of(Long.parseLong(pid.strip())).filter(process -> serves(process, dataDir));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    /** A PostgreSQL server's working directory is its data directory. */
    private static boolean serves(ProcessHandle process, Path dataDir) {
        try {
            Path workingDirectory = Path.of("/proc", Long.toString(process.pid()), "cwd");
            return Files.isSameFile(workingDirectory.toRealPath(), dataDir);
        } catch (IOException e) {
            return false;
        }
    }

    private static void stop(ProcessHandle server, Path dataDir) throws IOException {
        // SIGINT asks PostgreSQL for a fast shutdown: it ends sessions and leaves a clean directory.
        new ProcessBuilder("kill", "-INT", Long.toString(server.pid()))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            server.onExit().get(STOP_LIMIT.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("Interrupted while stopping PostgreSQL process " + server.pid(), e);
        } catch (ExecutionException | TimeoutException e) {
            throw new IOException(
                    "An earlier PostgreSQL server (process " + server.pid() + ") still runs on " + dataDir
                            + " and does not stop. End it and start again.",
                    e);
        }
    }
}
