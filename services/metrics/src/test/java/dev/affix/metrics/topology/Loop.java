package dev.affix.metrics.topology;

import dev.affix.contracts.AdapterEvent;
import dev.affix.contracts.DeadLetter;
import dev.affix.contracts.Experiment;
import dev.affix.contracts.InvalidRecordException;
import dev.affix.contracts.Json;
import dev.affix.contracts.LabelEvent;
import dev.affix.contracts.Prediction;
import dev.affix.contracts.ScoredExample;
import dev.affix.contracts.Topics;
import dev.affix.contracts.Verdict;
import dev.affix.metrics.comparison.AnswerBlock;
import dev.affix.metrics.comparison.ArmDetail;
import dev.affix.metrics.comparison.ArmScores;
import dev.affix.metrics.comparison.Curve;
import dev.affix.metrics.comparison.Scoreboard;
import dev.affix.metrics.comparison.Versions;
import dev.affix.metrics.join.Bounds;
import dev.affix.metrics.join.Counts;
import dev.affix.metrics.join.Slot;
import dev.affix.metrics.testing.Records;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.apache.kafka.streams.test.TestRecord;
import org.jspecify.annotations.Nullable;

/** The topology in a test driver, with a horizon of one hour. Times are seconds after {@link Records#TIME}. */
final class Loop implements AutoCloseable {
    static final Duration HORIZON = Duration.ofHours(1);
    static final long HOUR = HORIZON.toSeconds();

    private final TopologyTestDriver driver;

    Loop() {
        this(Integer.MAX_VALUE);
    }

    Loop(int verdictEvery) {
        Properties properties = new Properties();
        properties.put(StreamsConfig.APPLICATION_ID_CONFIG, "loop");
        properties.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "unused:1");
        properties.put(StreamsConfig.STATE_DIR_CONFIG, "target/test-streams");
        driver = new TopologyTestDriver(
                // In memory: the driver commits after each record, and RocksDB would write to disk each time.
                new MetricsTopology(
                                new TopologySettings(new Bounds(HORIZON, 1L << 30), 500, verdictEvery, Duration.ZERO),
                                Stores::inMemoryKeyValueStore)
                        .build(),
                properties,
                Records.TIME);
    }

    Loop with(Experiment experiment) {
        send(Topics.Names.EXPERIMENTS, experiment.name(), Json.write(experiment), 0);
        return this;
    }

    Loop with(AdapterEvent event) {
        send(Topics.Names.ADAPTERS, event.key(), Json.write(event), 0);
        return this;
    }

    void predict(Prediction prediction, long second) {
        send(Topics.Names.PREDICTIONS, prediction.requestId(), Json.write(prediction), second);
    }

    void label(String id, String label, long second) {
        LabelEvent event = Records.label(id, label);
        send(Topics.Names.LABELS, id, Json.write(event), second);
    }

    void send(String topic, @Nullable String key, byte @Nullable [] value, long second) {
        send(
                topic,
                new TestRecord<>(
                        key == null ? null : key.getBytes(StandardCharsets.UTF_8),
                        value,
                        Records.TIME.plusSeconds(second)));
    }

    void send(String topic, TestRecord<byte[], byte[]> record) {
        TestInputTopic<byte[], byte[]> input =
                driver.createInputTopic(topic, new ByteArraySerializer(), new ByteArraySerializer());
        input.pipeInput(record);
        // Outcomes that wait for others are sent.
        driver.advanceWallClockTime(Duration.ofSeconds(1));
    }

    List<ScoredExample> scored() {
        return read(Topics.Names.SCORED, ScoredExample.class);
    }

    List<Verdict> verdicts() {
        return read(Topics.Names.VERDICTS, Verdict.class);
    }

    List<TestRecord<byte[], byte[]>> records(String topic) {
        return driver.createOutputTopic(topic, new ByteArrayDeserializer(), new ByteArrayDeserializer())
                .readRecordsToList();
    }

    /** Reasons of the dead letters of a topic, in order. */
    List<String> refused(String topic) {
        return records(topic + ".dlq").stream()
                .map(letter -> header(letter, DeadLetter.REASON))
                .toList();
    }

    static String header(TestRecord<byte[], byte[]> record, String name) {
        Header header = record.headers().lastHeader(name);
        return header == null ? "" : new String(header.value(), StandardCharsets.UTF_8);
    }

    Counts counts(String scope) {
        KeyValueStore<String, Counts> store = driver.getKeyValueStore(StoreNames.COUNTS);
        Counts counts = store.get(scope);
        return counts == null ? Counts.NONE : counts;
    }

    Counts counts() {
        return counts(Records.EXPERIMENT);
    }

    Scoreboard scoreboard() {
        KeyValueStore<String, Scoreboard> store = driver.getKeyValueStore(StoreNames.SCOREBOARDS);
        Scoreboard scoreboard = store.get(Records.EXPERIMENT);
        return scoreboard == null ? Scoreboard.EMPTY : scoreboard;
    }

    Curve curve(String key) {
        KeyValueStore<String, Curve> store = driver.getKeyValueStore(StoreNames.CURVES);
        return store.get(Records.EXPERIMENT + "/" + key);
    }

    ArmScores detail(String arm) {
        KeyValueStore<String, ArmDetail> details = driver.getKeyValueStore(StoreNames.DETAILS);
        KeyValueStore<String, AnswerBlock> answers = driver.getKeyValueStore(StoreNames.ANSWERS);
        List<AnswerBlock> blocks = new ArrayList<>();
        try (KeyValueIterator<String, AnswerBlock> all = answers.all()) {
            all.forEachRemaining(entry -> {
                if (entry.key.startsWith(Records.EXPERIMENT + "/" + arm + "/")) {
                    blocks.add(entry.value);
                }
            });
        }
        return ArmScores.of(details.get(Records.EXPERIMENT + "/" + arm), blocks);
    }

    Versions versions(String arm) {
        KeyValueStore<String, Versions> store = driver.getKeyValueStore(StoreNames.VERSIONS);
        return store.get(Records.EXPERIMENT + "/" + arm);
    }

    /** Number of requests that are remembered, of outcomes that are held up, and of pages of queues. */
    List<Integer> remembered() {
        KeyValueStore<String, byte[]> requests = driver.getKeyValueStore(StoreNames.REQUESTS);
        KeyValueStore<Long, Slot> slots = driver.getKeyValueStore(StoreNames.SLOTS);
        KeyValueStore<Object, byte[]> pages = driver.getKeyValueStore(StoreNames.ORDER);
        return List.of(size(requests), size(slots), size(pages));
    }

    private static <K, V> int size(KeyValueStore<K, V> store) {
        int size = 0;
        try (KeyValueIterator<K, V> all = store.all()) {
            while (all.hasNext()) {
                all.next();
                size++;
            }
        }
        return size;
    }

    static Instant at(long second) {
        return Records.TIME.plusSeconds(second);
    }

    private <T> List<T> read(String topic, Class<T> type) {
        List<T> values = new ArrayList<>();
        for (TestRecord<byte[], byte[]> record : records(topic)) {
            try {
                values.add(Json.read(record.value(), type));
            } catch (InvalidRecordException e) {
                throw new AssertionError(e);
            }
        }
        return values;
    }

    @Override
    public void close() {
        driver.close();
    }
}
