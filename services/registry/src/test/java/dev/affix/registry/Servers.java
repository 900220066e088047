package dev.affix.registry;

import dev.affix.embedded.EmbeddedBroker;
import dev.affix.embedded.EmbeddedDatabase;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A real broker and a real database for the tests, which may stop and start them. */
public final class Servers implements QuarkusTestResourceLifecycleManager {
    private static @Nullable Servers current;

    private final Path directory;
    private @Nullable EmbeddedBroker broker;
    private @Nullable EmbeddedDatabase database;
    private int brokerPort;
    private int databasePort;

    public Servers() throws IOException {
        directory = Files.createTempDirectory(Files.createDirectories(Path.of("target", "servers")), "run");
    }

    static Servers current() {
        Servers servers = current;
        if (servers == null) {
            throw new IllegalStateException("The servers are not started");
        }
        return servers;
    }

    @Override
    public Map<String, String> start() {
        current = this;
        EmbeddedDatabase database = startDatabase();
        EmbeddedBroker broker = startBroker();
        broker.createTopics(2);
        return Map.of(
                "kafka.bootstrap.servers", broker.bootstrapServers(),
                "quarkus.datasource.jdbc.url", database.jdbcUrl(),
                "quarkus.datasource.username", database.user(),
                "quarkus.datasource.password", database.password(),
                // So rarely that only the signal after a commit can explain an event that arrives.
                "affix.registry.outbox.poll", "60s",
                "affix.registry.blobs", directory.resolve("blobs").toString());
    }

    /** Starts the broker, with its earlier records and on its earlier port if it ran before. */
    EmbeddedBroker startBroker() {
        try {
            EmbeddedBroker started = EmbeddedBroker.start(directory.resolve("kafka"), brokerPort);
            broker = started;
            brokerPort = port(started.bootstrapServers());
            return started;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void stopBroker() {
        EmbeddedBroker running = broker;
        if (running != null) {
            running.close();
        }
    }

    /** Starts the database, with its earlier rows and on its earlier port if it ran before. */
    EmbeddedDatabase startDatabase() {
        try {
            EmbeddedDatabase started = EmbeddedDatabase.start(directory.resolve("postgres"), databasePort);
            database = started;
            databasePort = port(started.jdbcUrl().replaceFirst("/[^/]*$", ""));
            return started;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void stopDatabase() {
        EmbeddedDatabase running = database;
        if (running != null) {
            running.close();
        }
    }

    String bootstrapServers() {
        return "127.0.0.1:" + brokerPort;
    }

    private static int port(String address) {
        return Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
    }

    @Override
    public void stop() {
        stopBroker();
        stopDatabase();
    }
}
