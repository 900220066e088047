package dev.affix.inference;

import dev.affix.contracts.AdapterEvent;
import dev.affix.contracts.AdapterPublished;
import dev.affix.contracts.AliasMoved;
import dev.affix.contracts.CloudEvents;
import dev.affix.contracts.Experiment;
import dev.affix.contracts.InferenceRequest;
import dev.affix.contracts.Json;
import dev.affix.contracts.Topics;
import dev.affix.prefix.adapter.Adapter;
import dev.affix.prefix.adapter.AdapterFile;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/** What surrounds the service in a test: a real broker, a registry's blobs, and clients that publish and ask. */
public final class World implements QuarkusTestResourceLifecycleManager, AutoCloseable {
    /** SHA-256 of the default backbone. */
    public static final String MINILM = "759c3cd2b7fe7e93933ad23c4c9181b7396442a2ed746ec7c1d46192c469c46e";

    public static final List<String> LABELS = List.of("noun.act", "noun.animal", "verb.motion", "adj.all");
    private static @Nullable World current;

    private final int partitions;
    private @Nullable KafkaFixture kafka;
    private @Nullable RegistryStub registry;

    public World() {
        this(KafkaFixture.PARTITIONS);
    }

    /** Makes one whose topics of requests and predictions have so many partitions. */
    public World(int partitions) {
        this.partitions = partitions;
    }

    /** Returns the world of the running Quarkus test. */
    public static World current() {
        return Objects.requireNonNull(current);
    }

    public KafkaFixture kafka() {
        return Objects.requireNonNull(kafka);
    }

    public RegistryStub registry() {
        return Objects.requireNonNull(registry);
    }

    @Override
    public Map<String, String> start() {
        try {
            Path directory = Files.createTempDirectory(Files.createDirectories(Path.of("target/brokers")), "broker");
            kafka = new KafkaFixture(directory, partitions);
            registry = new RegistryStub();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        current = this;
        return Map.of(
                "kafka.bootstrap.servers", kafka().servers(),
                "quarkus.rest-client.registry.url", registry().url(),
                "affix.inference.max-batch", "8");
    }

    @Override
    public void stop() {
        registry().close();
        kafka().close();
    }

    @Override
    public void close() {
        stop();
    }

    public void create(Experiment experiment) {
        kafka().send(Topics.EXPERIMENTS.topicName(), experiment.name(), Json.write(experiment));
        kafka().flush();
    }

    /** Publishes a version of an arm, made from random numbers, as the registry would. */
    public AdapterPublished publish(String adapter, long number, List<String> labels) {
        AdapterFile file = file(adapter.hashCode() * 1000L + number, labels, MINILM);
        return announce(adapter, number, file.digest(), file.model(), labels);
    }

    /** Publishes a version, in an event that belongs to a trace. */
    public void publish(String adapter, long number, List<String> labels, String traceParent)
            throws InterruptedException {
        AdapterFile file = file(adapter.hashCode() * 1000L + number, labels, MINILM);
        AdapterPublished version = store(adapter, number, file.digest(), file.model(), labels);
        ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(
                Topics.ADAPTERS.topicName(), KafkaFixture.utf8(version.key()), Json.write((AdapterEvent) version));
        record.headers().add(CloudEvents.TRACE_PARENT, KafkaFixture.utf8(traceParent));
        kafka().sendNow(record);
    }

    /** Announces any bytes under any digest. */
    public AdapterPublished announce(String adapter, long number, String digest, byte[] blob, List<String> labels) {
        AdapterPublished version = store(adapter, number, digest, blob, labels);
        send(version);
        return version;
    }

    private AdapterPublished store(String adapter, long number, String digest, byte[] blob, List<String> labels) {
        registry().putBlob(digest, blob);
        AdapterPublished sample = Samples.version(adapter, number, digest, labels, MINILM);
        AdapterPublished version = new AdapterPublished(
                adapter, number, digest, blob.length, "{}", labels, sample.lineage(), Instant.now());
        registry().putVersion(version);
        return version;
    }

    public void move(String alias, String digest) {
        send(new AliasMoved(alias, digest, null, null, Instant.now()));
    }

    private void send(AdapterEvent event) {
        kafka().send(Topics.ADAPTERS.topicName(), event.key(), Json.write(event));
        kafka().flush();
    }

    /** Sends the requests {@code r<from>} to {@code r<until - 1>}. */
    public void ask(String experiment, int from, int until) {
        IntStream.range(from, until)
                .mapToObj(i -> new InferenceRequest("r" + i, text(i), "unit-" + i % 7, experiment))
                .forEach(request -> kafka().send(Topics.REQUESTS.topicName(), request.id(), Json.write(request)));
        kafka().flush();
    }

    /** Returns the text of a request: of very different lengths. */
    public static String text(int number) {
        return "the act of moving something from one place to another ".repeat(1 + number % 5) + "number " + number;
    }

    /** Returns an adapter of random numbers, large enough that its answers tell it from every other. */
    public static AdapterFile file(long seed, List<String> labels, String backbone) {
        Random random = new Random(seed);
        int hidden = 384;
        int layers = 6;
        int prefix = 3;
        return AdapterFile.of(new Adapter(
                backbone,
                prefix,
                layers,
                12,
                32,
                labels,
                gaussians(random, prefix * layers * 2 * hidden, 0.5f),
                gaussians(random, labels.size() * hidden, 0.3f),
                gaussians(random, labels.size(), 0.3f)));
    }

    private static float[] gaussians(Random random, int length, float scale) {
        float[] values = new float[length];
        for (int i = 0; i < length; i++) {
            values[i] = (float) random.nextGaussian() * scale;
        }
        return values;
    }
}
