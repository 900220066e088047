package dev.affix.embedded;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * A PostgreSQL server of its own, on loopback, unpacked from a Maven artifact. Works as root and as a normal user.
 *
 * <p>Lifecycle: {@link #start} initializes the data directory the first time and returns when the server takes
 * connections; {@link #close} stops it. Started again on the same data directory, on the same or another port, it has
 * its data; so it has after {@code kill -9} of the server, of its owner, or of both: a server that lost its owner is
 * stopped first. A directory whose owner is alive is refused. Thread-safe.
 */
public final class EmbeddedDatabase implements AutoCloseable {
    private static final String USER = "postgres";

    private final EmbeddedPostgres server;
    private final OwnedDirectory directory;
    private final int port;

    private EmbeddedDatabase(EmbeddedPostgres server, OwnedDirectory directory, int port) {
        this.server = server;
        this.directory = directory;
        this.port = port;
    }

    /**
     * Starts a server.
     *
     * @param dataDir where its data lives; created if missing
     * @param port its port on 127.0.0.1, or 0 to probe one
     * @throws IOException if the directory is in use or cannot be used, or the server does not start within a minute
     */
    public static EmbeddedDatabase start(Path dataDir, int port) throws IOException {
        int chosen = FreePorts.orProbed(port);
        OwnedDirectory directory = OwnedDirectory.take(dataDir);
        try {
            FreePorts.requireFree(chosen);
            if (Files.isDirectory(directory.data())) {
                PostgresProcess.clear(directory.data());
            }
            return new EmbeddedDatabase(server(directory.data(), chosen), directory, chosen);
        } catch (IOException | RuntimeException e) {
            directory.close();
            throw new IOException(
                    "PostgreSQL did not start on 127.0.0.1:" + chosen + " with data directory " + dataDir + ": "
                            + e.getMessage(),
                    e);
        }
    }

    private static EmbeddedPostgres server(Path data, int port) throws IOException {
        return EmbeddedPostgres.builder()
                .setDataDirectory(data)
                .setCleanDataDirectory(false)
                .setRegisterShutdownHook(false)
                .setPort(port)
                .setPGStartupWait(Duration.ofMinutes(1))
                .setServerConfig("listen_addresses", "127.0.0.1")
                .setServerConfig("unix_socket_directories", "")
                // The library's defaults are for throw-away data: a commit here must survive a kill and a power cut.
                .setServerConfig("synchronous_commit", "on")
                .setServerConfig("fsync", "on")
                .setServerConfig("max_connections", "60")
                .setServerConfig("shared_buffers", "32MB")
                .start();
    }

    /** Returns the JDBC URL of the database {@code postgres}, without user and password. */
    public String jdbcUrl() {
        return "jdbc:postgresql://127.0.0.1:" + port + "/postgres";
    }

    /** Returns the name of the superuser. */
    public String user() {
        return USER;
    }

    /** Returns a password; the server trusts loopback and takes any. */
    public String password() {
        return USER;
    }

    /** Stops the server, ending its sessions, and waits for the end of its process. Does nothing the second time. */
    @Override
    public void close() {
        try {
            Optional<PostgresProcess> process = PostgresProcess.of(directory.data());
            server.close();
            // The library waits for the pid file to go, which is a little before the process ends.
            process.ifPresent(PostgresProcess::awaitEnd);
            directory.close();
        } catch (IOException e) {
            throw new UncheckedIOException("PostgreSQL on port " + port + " did not stop", e);
        }
    }
}
