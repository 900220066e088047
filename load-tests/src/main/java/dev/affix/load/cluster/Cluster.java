package dev.affix.load.cluster;

import dev.affix.embedded.BrokerTopics;
import dev.affix.embedded.EmbeddedBroker;
import dev.affix.embedded.EmbeddedDatabase;
import dev.affix.embedded.FreePorts;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A broker, a database, the registry, replicas of inference and, if wanted, metrics, on this machine. */
public final class Cluster implements AutoCloseable {
    private static final int PARTITIONS = 4;

    private final Path home;
    private final Path directory;
    private final HttpClient http = HttpClient.newHttpClient();
    private final Deque<AutoCloseable> started = new ArrayDeque<>();
    private final List<Service> replicas = new ArrayList<>();
    private final String backbone;
    private String broker = "";
    private Service registry;
    private @Nullable Service metrics;

    /**
     * What is started beside the broker, the database and the registry.
     *
     * @param replicas of inference
     * @param backbone of inference
     * @param metrics whether the metrics service is
     */
    public record Plan(int replicas, String backbone, boolean metrics) {}

    private Cluster(Path home, Path directory, String backbone) throws IOException {
        this.home = home;
        this.directory = directory;
        this.backbone = backbone;
        EmbeddedBroker kafka = EmbeddedBroker.start(directory.resolve("broker"), 0);
        started.push(kafka);
        broker = kafka.bootstrapServers();
        BrokerTopics.create(broker, PARTITIONS);
        EmbeddedDatabase database = EmbeddedDatabase.start(directory.resolve("database"), 0);
        started.push(database);
        registry = service(
                "registry",
                Map.of(
                        "QUARKUS_DATASOURCE_JDBC_URL", database.jdbcUrl(),
                        "QUARKUS_DATASOURCE_USERNAME", database.user(),
                        "QUARKUS_DATASOURCE_PASSWORD", database.password(),
                        "AFFIX_REGISTRY_BLOBS", directory.resolve("blobs").toString()));
    }

    /**
     * Starts everything and waits until it is ready.
     *
     * @param home the repository's top folder, with built services
     * @param directory an empty one, for data and logs
     */
    public static Cluster start(Path home, Path directory, Plan plan) throws IOException, InterruptedException {
        Files.createDirectories(directory);
        Cluster cluster = new Cluster(home, directory, plan.backbone);
        try {
            cluster.registry.awaitReady();
            if (plan.metrics) {
                cluster.metrics = cluster.service(
                        "metrics",
                        Map.of("AFFIX_METRICS_STATE", directory.resolve("state").toString()));
                cluster.metrics.awaitReady();
            }
            for (int i = 0; i < plan.replicas; i++) {
                cluster.replicas.add(cluster.service("inference", cluster.inference("replica-" + i)));
            }
            for (Service replica : cluster.replicas) {
                replica.awaitReady();
            }
            return cluster;
        } catch (IOException | InterruptedException | RuntimeException e) {
            cluster.close();
            throw e;
        }
    }

    private Map<String, String> inference(String instance) {
        return Map.of(
                "AFFIX_INFERENCE_INSTANCE_ID",
                instance,
                "AFFIX_INFERENCE_BACKBONE",
                backbone,
                "AFFIX_INFERENCE_THREADS",
                "1",
                "QUARKUS_REST_CLIENT_REGISTRY_URL",
                registry.url(),
                "DJL_CACHE_DIR",
                home.resolve("target/djl-cache").toString(),
                "DJL_OFFLINE",
                "true",
                "OPT_OUT_TRACKING",
                "true",
                "OMP_NUM_THREADS",
                "1");
    }

    private Service service(String name, Map<String, String> environment) throws IOException {
        Map<String, String> all = new HashMap<>(environment);
        all.put("KAFKA_BOOTSTRAP_SERVERS", broker);
        Service service = Service.start(
                home,
                name,
                FreePorts.probe(1).get(0),
                directory.resolve(name + "-" + started.size() + ".log"),
                all,
                http);
        started.push(service);
        return service;
    }

    /** Returns Kafka's address. */
    public String broker() {
        return broker;
    }

    /** Returns the registry. */
    public Service registry() {
        return registry;
    }

    /** Returns the replicas of inference. */
    public List<Service> replicas() {
        return List.copyOf(replicas);
    }

    /** Returns metrics, which the plan must have. */
    public Service metrics() {
        return Objects.requireNonNull(metrics, "the plan has no metrics");
    }

    /** Kills a replica as {@code kill -9} does, starts it again under its name and waits until it is ready. */
    public void kill(int replica) throws IOException, InterruptedException {
        replicas.get(replica).kill();
        Service again = service("inference", inference("replica-" + replica));
        replicas.set(replica, again);
        again.awaitReady();
    }

    @Override
    public void close() {
        while (!started.isEmpty()) {
            try {
                started.pop().close();
            } catch (Exception e) {
                System.err.println("Not closed: " + e);
            }
        }
    }
}
