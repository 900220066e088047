package dev.affix.metrics.running;

import static dev.affix.metrics.testing.Records.experiment;
import static dev.affix.metrics.testing.Records.prediction;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.affix.contracts.DeadLetter;
import dev.affix.contracts.InvalidRecordException;
import dev.affix.contracts.Json;
import dev.affix.contracts.Prediction;
import dev.affix.contracts.Topics.Names;
import dev.affix.contracts.Verdict;
import dev.affix.metrics.api.LiveDocument;
import dev.affix.metrics.api.LiveDocuments;
import dev.affix.metrics.api.LiveScores;
import dev.affix.metrics.comparison.PairState;
import dev.affix.metrics.comparison.Scoreboard;
import dev.affix.metrics.join.Counts;
import dev.affix.metrics.join.Counts.Kind;
import dev.affix.metrics.replica.ExperimentState;
import dev.affix.metrics.replica.Replicas;
import dev.affix.metrics.replica.StateReader;
import dev.affix.metrics.testing.Broker;
import dev.affix.metrics.testing.Records;
import dev.affix.statistics.DifferenceSums;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * One story on a real broker: bad, late, doubled and disordered records, {@code kill -9}, a wiped disk, a replay. Each
 * test goes on where the one before stopped.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class RealBrokerTest {
    private static final int PARTITIONS = 3;
    private static final int REQUESTS = 300;
    private static final Duration DEADLINE = Duration.ofSeconds(60);

    @TempDir
    @SuppressWarnings("NullAway.Init")
    static Path directory;

    @SuppressWarnings("NullAway.Init")
    private static Broker broker;

    @BeforeAll
    static void start() throws IOException {
        broker = Broker.start(directory.resolve("broker"), PARTITIONS);
        broker.experiment(experiment("a", "b"));
        broker.adapter(Records.published("a", 1, 0));
    }

    @AfterAll
    static void stop() {
        broker.close();
    }

    @Test
    @Order(1)
    void everyRecordHasItsOutcomeThoughTheProcessIsKilledAndTheDiskWiped() throws IOException, InterruptedException {
        Process first = fork("state-1");
        try {
            firstHalf();
            await().atMost(DEADLINE).until(() -> broker.read(Names.SCORED).size() > 20);
        } finally {
            first.destroyForcibly();
            first.waitFor();
        }
        int scoredBefore = broker.read(Names.SCORED).size();
        wipe(directory.resolve("state-1"));
        secondHalf();
        try (StreamEngine engine = engine("affix-metrics", "state-1")) {
            engine.start();
            assertCountsOfTheWholeStory(engine);
        }
        assertThat(scoredBefore).as("killed in the middle").isLessThan(REQUESTS - 10);
        assertScoredOnce();
        assertDeadLetters();
    }

    @Test
    @Order(2)
    void aRestartWithAWipedDiskHasTheSameCountsAndNeverAnswersWithAPart() {
        wipe(directory.resolve("state-1"));
        try (StreamEngine engine = engine("affix-metrics", "state-1")) {
            engine.start();
            // Every answer until the state is complete is a refusal, and the first that is none is the whole truth.
            List<Counts> answers = new ArrayList<>();
            await().atMost(DEADLINE).pollInterval(Duration.ofMillis(20)).until(() -> {
                try {
                    answers.add(state(engine).counts());
                    return true;
                } catch (RestoringException e) {
                    return false;
                }
            });
            assertThat(answers.get(0).of(Kind.PREDICTIONS)).isEqualTo(REQUESTS + 1);
            assertCountsOfTheWholeStory(engine);
        }
        assertScoredOnce();
    }

    @Test
    @Order(3)
    void aReplayOfTheSameTopicsComesToTheSameComparisonAndTheDocumentSaysIt() throws InvalidRecordException {
        List<Verdict> verdicts = new ArrayList<>();
        for (ConsumerRecord<byte[], byte[]> record : broker.read(Names.VERDICTS)) {
            verdicts.add(Json.read(record.value(), Verdict.class));
        }
        Scoreboard original;
        LiveDocument document;
        try (StreamEngine engine = engine("affix-metrics", "state-1")) {
            engine.start();
            assertCountsOfTheWholeStory(engine);
            original = state(engine).scoreboard();
            document = new LiveDocuments(500).of(state(engine));
        }
        try (StreamEngine engine = engine("replay", "state-2")) {
            engine.start();
            assertCountsOfTheWholeStory(engine);
            Scoreboard replayed = state(engine).scoreboard();
            // Which partition was read first may differ; what was found may not.
            assertThat(replayed.watermark()).isEqualTo(original.watermark());
            assertThat(replayed.newest()).isEqualTo(original.newest());
            assertThat(sums(replayed)).hasSize(PARTITIONS).isEqualTo(sums(original));
            LiveDocument again = new LiveDocuments(500).of(state(engine));
            assertThat(again.counts()).isEqualTo(document.counts());
            assertThat(again.pairs().get(0))
                    .usingRecursiveComparison()
                    .ignoringFields("curve")
                    .isEqualTo(document.pairs().get(0));
        }
        assertThat(document.arms().get(0).examples()).isEqualTo(REQUESTS);
        assertThat(document.arms().get(0).accuracy()).isEqualTo(0.8);
        // Sums and blocks of answers outlived the kill together: none is missing or there twice.
        LiveScores scores = Objects.requireNonNull(document.arms().get(0).scores());
        assertThat(Objects.requireNonNull(scores.sinceStart()).examples()).isEqualTo(REQUESTS);
        assertThat(Objects.requireNonNull(scores.sinceStart()).accuracy()).isEqualTo(0.8);
        assertThat(Objects.requireNonNull(scores.window()).examples()).isEqualTo(Math.min(500, REQUESTS));
        assertThat(Objects.requireNonNull(document.arms().get(0).adapter()).version())
                .isEqualTo(1);
        assertThat(document.counts().deadLetters()).isEqualTo(7);
        assertThat(document.pairs().get(0).verdict()).isEqualTo(Verdict.Outcome.A_BETTER);
        assertThat(document.pairs().get(0).watermark()).hasSize(PARTITIONS);
        Verdict last = verdicts.get(verdicts.size() - 1);
        assertThat(last.outcome()).isEqualTo(Verdict.Outcome.A_BETTER);
        assertThat(last.examples()).isGreaterThan(REQUESTS - 50);
    }

    /** Predictions of all requests, labels of a half, in disorder; nonsense among them. */
    private static void firstHalf() {
        for (int i = 0; i < REQUESTS; i++) {
            broker.predict(answers(i), i);
            if (i % 50 == 7) {
                broker.predict(answers(i), i);
            }
        }
        broker.send(Names.PREDICTIONS, "r1", "{".getBytes(StandardCharsets.UTF_8), REQUESTS);
        broker.send(Names.LABELS, "r1", "not json".getBytes(StandardCharsets.UTF_8), REQUESTS);
        broker.send(Names.LABELS, null, Json.write(Records.label("r1", "x")), REQUESTS);
        broker.label("r2", "unheard-of", REQUESTS);
        // Nearly what a broker takes at the most: its dead letter must fit too.
        broker.send(Names.LABELS, "r4", new byte[1_048_000], REQUESTS);
        for (int i : shuffled(0, REQUESTS / 2)) {
            broker.label("r" + i, "x", REQUESTS + i);
        }
        broker.flush();
    }

    /** The other labels, some twice, one that contradicts; then time passes, and one prediction is given up. */
    private static void secondHalf() {
        broker.predict(prediction("never", new TreeMap<>(Map.of("a", "x", "b", "x"))), REQUESTS);
        for (int i : shuffled(REQUESTS / 2, REQUESTS)) {
            broker.label("r" + i, "x", REQUESTS + i);
            if (i % 50 == 9) {
                broker.label("r" + i, "x", REQUESTS + i);
            }
        }
        broker.label("r2", "y", 2 * REQUESTS);
        broker.flush();
        // In every partition, later than the horizon: whose labels are late then.
        for (int i = 0; i < 20; i++) {
            broker.send(Names.LABELS, "r" + i, Json.write(Records.label("r" + i, "x")), 2 * REQUESTS + 3_600);
        }
        broker.label("never", "x", 2 * REQUESTS + 3_601);
        broker.flush();
    }

    private static void assertCountsOfTheWholeStory(StreamEngine engine) {
        await().atMost(DEADLINE)
                .ignoreExceptionsInstanceOf(RestoringException.class)
                .untilAsserted(() -> {
                    ExperimentState state = state(engine);
                    Counts counts = state.counts();
                    assertThat(counts.events())
                            .isEqualTo(new HashMap<>(Map.of(
                                    Kind.PREDICTIONS, REQUESTS + 1L,
                                    Kind.SCORED, (long) REQUESTS,
                                    Kind.UNLABELLED, 1L,
                                    Kind.NO_LABEL, 1L,
                                    Kind.LATE, 1L,
                                    Kind.DUPLICATE_PREDICTIONS, 6L,
                                    Kind.DUPLICATE_LABELS, 23L)));
                    assertThat(counts.pending()).isZero();
                    assertThat(state.scoreboard().watermark()).hasSize(PARTITIONS);
                    assertThat(sums(state.scoreboard()).values().stream()
                                    .mapToLong(DifferenceSums::count)
                                    .sum())
                            .isEqualTo(REQUESTS);
                    assertThat(state.counts(Counts.ALL).allDeadLetters()).isEqualTo(7);
                });
    }

    private static ExperimentState state(StreamEngine engine) {
        return new StateReader(engine, Replicas.NONE).of(experiment("a", "b"));
    }

    /** The state can be asked before its transaction is committed: what it wrote can be read a moment later. */
    private static void assertScoredOnce() {
        await().atMost(DEADLINE).untilAsserted(() -> {
            Map<String, Integer> times = new HashMap<>();
            broker.read(Names.SCORED)
                    .forEach(record -> times.merge(new String(record.key(), StandardCharsets.UTF_8), 1, Integer::sum));
            assertThat(times).hasSize(REQUESTS);
            assertThat(times.values()).containsOnly(1);
        });
    }

    /** The transaction that the kill left open hides what stands behind it until the broker gives it up. */
    private static void assertDeadLetters() {
        await().atMost(DEADLINE).untilAsserted(() -> {
            assertThat(reasons(Names.PREDICTIONS_DLQ)).containsExactly("not-json");
            assertThat(reasons(Names.LABELS_DLQ))
                    .containsExactlyInAnyOrder(
                            "too-long", "not-json", "key-mismatch", "unknown-label", "conflicting-label", "late-label");
        });
    }

    private static List<String> reasons(String topic) {
        return broker.read(topic).stream()
                .map(record -> new String(
                        record.headers().lastHeader(DeadLetter.REASON).value(), StandardCharsets.UTF_8))
                .toList();
    }

    /** a is right on four of five, b on two of five. */
    private static Prediction answers(int i) {
        return prediction("r" + i, new TreeMap<>(Map.of("a", i % 5 == 0 ? "y" : "x", "b", i % 5 < 3 ? "z" : "x")));
    }

    private static Map<Integer, DifferenceSums> sums(Scoreboard scoreboard) {
        PairState pair = scoreboard.pairs().get("a:b");
        return pair == null ? Map.of() : pair.partitions();
    }

    private static List<Integer> shuffled(int from, int to) {
        List<Integer> order = new ArrayList<>();
        for (int i = from; i < to; i++) {
            order.add(i);
        }
        Collections.shuffle(order, new Random(from));
        return order;
    }

    private static StreamEngine engine(String applicationId, String state) {
        return new StreamEngine(
                EngineMain.settings(broker.servers(), applicationId, directory.resolve(state)), PARTITIONS, failure -> {
                    throw new AssertionError(failure);
                });
    }

    private static Process fork(String state) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        EngineMain.class.getName(),
                        broker.servers(),
                        "affix-metrics",
                        directory.resolve(state).toString(),
                        Integer.toString(PARTITIONS))
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("forked.log").toFile())
                .start();
    }

    private static void wipe(Path path) {
        try (Stream<Path> files = Files.walk(path)) {
            for (Path file : files.sorted(Collections.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
