package dev.affix.load.serving;

import dev.affix.contracts.AdapterPublished;
import dev.affix.contracts.Arm;
import dev.affix.contracts.Experiment;
import dev.affix.contracts.Hyperparameters;
import dev.affix.contracts.Json;
import dev.affix.contracts.Lineage;
import dev.affix.contracts.Topics;
import dev.affix.embedded.FreePorts;
import dev.affix.load.BrokerProcess;
import dev.affix.load.JavaProcess;
import dev.affix.load.JvmOptions;
import dev.affix.load.Series;
import dev.affix.prefix.adapter.AdapterFile;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * A broker and the packaged inference service, each a process of its own, with one paired experiment.
 *
 * <p>Lifecycle: {@link #start}, then {@link #serve} once, {@link #close} once. Not thread-safe.
 */
final class Rig implements AutoCloseable {
    static final String EXPERIMENT = "load";
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Hyperparameters TUNING =
            new Hyperparameters("no-share", RandomAdapters.PREFIX, 0, 0.01, 0.01, 0, 1, 8, 1);

    private final HttpClient http = HttpClient.newHttpClient();
    private final BrokerProcess broker;
    private final Process service;
    private final AdapterSource source = new AdapterSource();
    private final String backbone;
    private final int port;
    private final KafkaProducer<String, byte[]> producer;

    private Rig(Path jar, Path folder, int partitions, String backbone, List<String> jvm)
            throws IOException, InterruptedException {
        this.backbone = backbone;
        broker = BrokerProcess.start(folder, partitions, List.of(), List.of(JvmOptions.ONE_COMPILER));
        producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", broker.servers(), "acks", "all", "linger.ms", 5, "batch.size", 65_536),
                new StringSerializer(),
                new ByteArraySerializer());
        port = FreePorts.probe(1).get(0);
        // What is asked for has the last word. The broker has one compiler too: it shares the cores.
        List<String> arguments = new ArrayList<>(List.of(JvmOptions.ONE_COMPILER, "-Xmx512m"));
        arguments.addAll(jvm);
        arguments.addAll(List.of("-jar", jar.toString()));
        ProcessBuilder program = new ProcessBuilder(JavaProcess.command(arguments))
                .redirectOutput(folder.resolve("inference.log").toFile())
                .redirectError(folder.resolve("inference.log.err").toFile());
        program.environment()
                .putAll(Map.of(
                        "KAFKA_BOOTSTRAP_SERVERS",
                        broker.servers(),
                        "QUARKUS_REST_CLIENT_REGISTRY_URL",
                        source.url(),
                        "QUARKUS_HTTP_PORT",
                        Integer.toString(port),
                        "AFFIX_INFERENCE_INSTANCE_ID",
                        "load",
                        // Full soon, so that it does not look like growth.
                        "AFFIX_INFERENCE_HOST_BYTES",
                        "32M",
                        // As in the image.
                        "MALLOC_ARENA_MAX",
                        "2"));
        service = program.start();
    }

    /**
     * Starts both processes.
     *
     * @param jar the service's {@code quarkus-run.jar}
     * @param folder takes their logs and the broker's data
     * @param backbone SHA-256 of the default backbone
     * @param jvm further options of the service's JVM
     */
    static Rig start(Path jar, Path folder, int partitions, String backbone, List<String> jvm)
            throws IOException, InterruptedException {
        if (!Files.exists(jar)) {
            throw new IOException(jar + " is missing; build the services first (./mvnw package)");
        }
        return new Rig(jar, folder, partitions, backbone, jvm);
    }

    /** Starts the experiment with these adapters, one arm each, and waits until the service answers with them. */
    void serve(List<AdapterFile> adapters) throws InterruptedException, IOException {
        Experiment experiment = new Experiment(
                EXPERIMENT,
                "task",
                RandomAdapters.LABELS,
                IntStream.range(0, adapters.size())
                        .mapToObj(i -> new Arm(arm(i), TUNING))
                        .toList(),
                Experiment.Score.ACCURACY,
                0.01,
                0.05,
                Experiment.Mode.PAIRED,
                100,
                null,
                Experiment.Status.RUNNING,
                Instant.now());
        send(Topics.EXPERIMENTS, EXPERIMENT, Json.write(experiment));
        for (int i = 0; i < adapters.size(); i++) {
            publish(i, 1, adapters.get(i));
        }
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!served()) {
            if (System.nanoTime() > deadline || !service().isAlive()) {
                throw new IOException("The inference service did not become ready; see inference.log");
            }
            LockSupport.parkNanos(100_000_000);
        }
    }

    /** Publishes a version of an arm. */
    void publish(int arm, long version, AdapterFile file) throws InterruptedException {
        source.put(file.digest(), file.model());
        AdapterPublished published = new AdapterPublished(
                EXPERIMENT + "/" + arm(arm),
                version,
                file.digest(),
                file.model().length,
                "{}",
                RandomAdapters.LABELS,
                new Lineage(EXPERIMENT, arm(arm), TUNING, null, backbone, "affix.scored.v1", List.of(), 0, 0),
                Instant.now());
        send(Topics.ADAPTERS, published.key(), Json.write(published));
    }

    private void send(Topics topic, String key, byte[] value) throws InterruptedException {
        try {
            producer.send(new ProducerRecord<>(topic.topicName(), key, value)).get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("The broker refused a record", e);
        }
    }

    String bootstrapServers() {
        return broker.servers();
    }

    KafkaProducer<String, byte[]> producer() {
        return producer;
    }

    /** The inference service. */
    Process service() {
        return service;
    }

    /** Sum of a series over its tags, or over those that go on where {@code series} ends, from the service's own metrics; 0 without any. */
    double metric(String series) throws IOException, InterruptedException {
        return Series.sum(metrics(), series);
    }

    /** The calls of the service's engine. */
    Calls calls() throws IOException, InterruptedException {
        String metrics = metrics();
        return new Calls(
                Series.sum(metrics, "affix_inference_call_rows_count"),
                Series.sum(metrics, "affix_inference_call_rows_sum"));
    }

    private String metrics() throws IOException, InterruptedException {
        return get("/q/metrics").body();
    }

    private boolean served() throws InterruptedException {
        try {
            return get("/v2/models/" + EXPERIMENT + "/ready").statusCode() == 200
                    && get("/q/health/ready").statusCode() == 200;
        } catch (IOException e) {
            return false;
        }
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return http.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                        .timeout(Duration.ofSeconds(10))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private static String arm(int number) {
        return "arm-" + number;
    }

    @Override
    public void close() {
        producer.close(Duration.ofSeconds(5));
        // The service before its broker.
        JavaProcess.end(service);
        broker.close();
        source.close();
    }
}
