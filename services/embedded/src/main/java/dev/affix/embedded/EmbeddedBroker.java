package dev.affix.embedded;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.MetadataVersion;

/**
 * A single-node KRaft broker (broker and controller) in this JVM, on loopback. The only class that touches Kafka's
 * internals.
 *
 * <p>Lifecycle: {@link #start} formats the data directory the first time and returns when the broker takes requests;
 * {@link #close} shuts it down cleanly. Started again on the same data directory, on the same or another port, it has
 * its topics, records and committed offsets; so it has after {@code kill -9}. A second broker on a directory in use is
 * refused. Thread-safe. A fault that Kafka takes for fatal (its disk fails) ends the JVM: that is Kafka's way.
 */
public final class EmbeddedBroker implements AutoCloseable {
    private static final int NODE_ID = 1;

    private final KafkaRaftServer server;
    private final OwnedDirectory directory;
    private final String bootstrapServers;
    private boolean closed;

    private EmbeddedBroker(KafkaRaftServer server, OwnedDirectory directory, String bootstrapServers) {
        this.server = server;
        this.directory = directory;
        this.bootstrapServers = bootstrapServers;
    }

    /**
     * Starts a broker.
     *
     * @param dataDir where its log lives; created if missing
     * @param port the clients' port on 127.0.0.1, or 0 to probe one
     * @throws IOException if the directory cannot be used or no port is free
     */
    public static EmbeddedBroker start(Path dataDir, int port) throws IOException {
        List<Integer> probed = FreePorts.probe(2);
        int clientPort = port == 0 ? probed.get(0) : port;
        OwnedDirectory directory = OwnedDirectory.take(dataDir);
        try {
            FreePorts.requireFree(clientPort);
            if (!Files.exists(directory.data().resolve("meta.properties"))) {
                format(Files.createDirectories(directory.data()));
            }
            KafkaRaftServer server = started(config(directory.data(), clientPort, probed.get(1)));
            return new EmbeddedBroker(server, directory, "127.0.0.1:" + clientPort);
        } catch (IOException | RuntimeException e) {
            directory.close();
            throw new IOException(
                    "The Kafka broker did not start on 127.0.0.1:" + clientPort + " with data directory " + dataDir
                            + ": " + e.getMessage(),
                    e);
        }
    }

    private static KafkaRaftServer started(Properties config) {
        KafkaRaftServer server = new KafkaRaftServer(new KafkaConfig(config), Time.SYSTEM);
        try {
            server.startup();
            return server;
        } catch (RuntimeException e) {
            server.shutdown();
            throw e;
        }
    }

    /** Returns the address for clients, {@code 127.0.0.1:port}. */
    public String bootstrapServers() {
        return bootstrapServers;
    }

    /**
     * Creates every topic of {@link dev.affix.contracts.Topics} that does not exist yet, and waits until their partitions take records.
     *
     * @param requestPartitions partition count of the topics keyed by request id, at least 1
     * @throws IllegalStateException if existing topics have other partition counts
     */
    public void createTopics(int requestPartitions) {
        BrokerTopics.create(bootstrapServers, requestPartitions);
    }

    /** Shuts the broker down and waits for the end of its threads. Does nothing the second time. */
    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            server.shutdown();
            server.awaitShutdown();
            try {
                directory.close();
            } catch (IOException e) {
                throw new UncheckedIOException("Cannot release the broker's data directory", e);
            }
        }
    }

    private static void format(Path directory) throws IOException {
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        try (PrintStream print = new PrintStream(output, true, StandardCharsets.UTF_8)) {
            new Formatter()
                    .setPrintStream(print)
                    .setNodeId(NODE_ID)
                    .setClusterId(Uuid.randomUuid().toString())
                    .setDirectories(List.of(directory.toString()))
                    .setMetadataLogDirectory(directory.toString())
                    .setControllerListenerName("CONTROLLER")
                    .setReleaseVersion(MetadataVersion.LATEST_PRODUCTION)
                    .run();
        } catch (Exception e) {
            throw new IOException(
                    "Cannot format " + directory + " for Kafka: " + e.getMessage() + " "
                            + output.toString(StandardCharsets.UTF_8),
                    e);
        }
    }

    private static Properties config(Path directory, int clientPort, int controllerPort) {
        Properties config = new Properties();
        config.putAll(Map.of(
                "process.roles",
                "broker,controller",
                "node.id",
                Integer.toString(NODE_ID),
                "log.dirs",
                directory.toString(),
                "listeners",
                "CLIENT://127.0.0.1:" + clientPort + ",CONTROLLER://127.0.0.1:" + controllerPort,
                "advertised.listeners",
                "CLIENT://127.0.0.1:" + clientPort,
                "listener.security.protocol.map",
                "CLIENT:PLAINTEXT,CONTROLLER:PLAINTEXT",
                "inter.broker.listener.name",
                "CLIENT",
                "controller.listener.names",
                "CONTROLLER",
                "controller.quorum.voters",
                NODE_ID + "@127.0.0.1:" + controllerPort));
        config.putAll(Map.of(
                "auto.create.topics.enable", "false",
                "offsets.topic.replication.factor", "1",
                "transaction.state.log.replication.factor", "1",
                "transaction.state.log.min.isr", "1",
                "share.coordinator.state.topic.replication.factor", "1",
                "share.coordinator.state.topic.min.isr", "1"));
        config.putAll(Map.of(
                // One node serves few groups: fewer partitions make start and shutdown quick.
                "offsets.topic.num.partitions", "4",
                "transaction.state.log.num.partitions", "4",
                "share.coordinator.state.topic.num.partitions", "1",
                "group.initial.rebalance.delay.ms", "0",
                "log.cleaner.dedupe.buffer.size", "2097152",
                // Experiments and versions are read from the beginning at every start: they must not age out.
                "log.retention.hours", "-1"));
        return config;
    }
}
