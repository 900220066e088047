package dev.affix.metrics.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.affix.contracts.AnswerCost;
import dev.affix.contracts.ArmScore;
import dev.affix.contracts.Experiment;
import dev.affix.contracts.SourcePosition;
import dev.affix.metrics.comparison.AnswerBlock;
import dev.affix.metrics.comparison.ArmDetail;
import dev.affix.metrics.comparison.ArmScores;
import dev.affix.metrics.comparison.Comparing;
import dev.affix.metrics.comparison.ComparisonState;
import dev.affix.metrics.comparison.Guards;
import dev.affix.metrics.comparison.Scoreboard;
import dev.affix.metrics.comparison.Segment;
import dev.affix.metrics.comparison.Segments;
import dev.affix.metrics.comparison.Versions;
import dev.affix.metrics.join.Detail;
import dev.affix.metrics.join.Released;
import dev.affix.metrics.testing.Records;
import dev.affix.statistics.score.ClassScores;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.junit.jupiter.api.Test;

/** An arm's scores in the stores, against their definitions over all that was answered. */
class ScoresTest {
    private static final int CLASSES = 4;
    private static final int WINDOW = 50;
    private static final List<String> LABELS = List.of("a", "b", "c", "d");
    private static final Experiment EXPERIMENT =
            Records.experiment("e", LABELS, Experiment.Mode.PAIRED, Experiment.Score.ACCURACY, "arm");
    private static final String KEY = ComparisonState.armKey("e", "arm");

    private final MockProcessorContext<String, byte[]> context = new MockProcessorContext<>();
    private final KeyValueStore<String, ArmDetail> details = store(StoreNames.DETAILS, DetailCodec.serde());
    private final KeyValueStore<String, AnswerBlock> answers = store(StoreNames.ANSWERS, AnswerCodec.serde());
    private final List<Example> past = new ArrayList<>();

    @SuppressWarnings("NullAway.Init") // started() comes first
    private StoredComparison state;

    private final Random random = new Random(4);

    /** One labelled answer. */
    @SuppressWarnings("ArrayRecordComponent") // Nothing compares them.
    private record Example(double[] p, int label, int predicted, String segment, AnswerCost cost) {
        double logLoss() {
            return -Math.log(p[label]);
        }

        double halfBrier() {
            return IntStream.range(0, CLASSES)
                            .mapToDouble(k -> Math.pow(p[k] - (k == label ? 1 : 0), 2))
                            .sum()
                    / 2;
        }

        int rank() {
            return (int)
                    IntStream.range(0, CLASSES).filter(k -> p[k] > p[label]).count();
        }
    }

    ScoresTest() {
        store(StoreNames.SCOREBOARDS, JsonSerde.of(Scoreboard.class));
        store(StoreNames.CURVES, CurveCodec.serde());
        store(StoreNames.VERSIONS, JsonSerde.of(Versions.class));
        store(StoreNames.GUARDS, JsonSerde.of(Guards.State.class, Guards::state, Guards::new));
        store(StoreNames.UNITS, Serdes.ByteArray());
    }

    @Test
    void everyViewHasTheScoresOfItsAnswersHoweverOftenTheServiceStartsAgain() {
        Comparing comparing = started();
        for (int n = 1; n <= 250; n++) {
            comparing = random.nextInt(10) == 0 ? started() : comparing;
            take(comparing, example());
            if (n < 40 || n % 7 == 0) {
                state.store();
                ArmScores scores = stored();
                assertNaive(new ClassScores(scores.sinceStart()), past, 1);
                assertNaive(new ClassScores(scores.window()), newest(), 1);
                assertNaive(new ClassScores(scores.faded()), past, 1 - 1.0 / WINDOW);
                assertThat(scores.latencies())
                        .isEqualTo(newest().stream()
                                .map(one -> one.cost.queuedMicros() + one.cost.computedMicros())
                                .sorted()
                                .toList());
                assertThat(scores.meanCompute())
                        .isCloseTo(
                                past.stream()
                                        .mapToDouble(one -> 1e-6 * one.cost.computedMicros() / one.cost.rows())
                                        .average()
                                        .orElseThrow(),
                                within(1e-12));
            }
        }
        state.store();
        assertThat(blocks()).hasSize(AnswerBlock.kept(WINDOW));
        assertThat(stored().complete()).isTrue();
        List<AnswerBlock> some = blocks();
        some.sort(Comparator.comparingLong(AnswerBlock::number));
        some.remove(some.size() - 2);
        assertThat(ArmScores.of(details.get(KEY), some).complete())
                .as("without a block")
                .isFalse();
    }

    @Test
    void answersThatAnOlderVersionStoredAfterTheSumsAreAddedOnce() {
        Comparing comparing = started();
        for (int n = 0; n < AnswerBlock.SIZE; n++) {
            take(comparing, example());
        }
        state.store();
        // Sums as of the full block, as version 2 stored them, and the block after it with every answer.
        ArmDetail.Saved full = details.get(KEY).saved();
        for (int n = 0; n < 5; n++) {
            take(comparing, example());
        }
        state.store();
        details.put(KEY, new ArmDetail(full));
        assertThat(full.newest()).isZero();
        assertNaive(new ClassScores(stored().sinceStart()), past, 1);
        state = new StoredComparison(context);
        Comparing after = new Comparing(state, name -> EXPERIMENT, verdict -> {}, WINDOW, 1_000);
        for (int n = 0; n < 30; n++) {
            take(after, example());
            state.store();
            assertNaive(new ClassScores(stored().sinceStart()), past, 1);
            assertNaive(new ClassScores(stored().window()), newest(), 1);
        }
    }

    @Test
    void whatIsNotStoredIsNotThereAfterAFault() {
        Comparing comparing = started();
        for (int n = 0; n < 21; n++) {
            take(comparing, example());
        }
        state.store();
        List<Example> committed = List.copyOf(past);
        for (int n = 0; n < 40; n++) {
            take(comparing, example());
        }
        List<Example> again = List.copyOf(past.subList(committed.size(), past.size()));
        past.clear();
        past.addAll(committed);
        state = new StoredComparison(context);
        Comparing after = new Comparing(state, name -> EXPERIMENT, verdict -> {}, WINDOW, 1_000);
        again.forEach(one -> take(after, one));
        state.store();
        assertNaive(new ClassScores(stored().sinceStart()), past, 1);
        assertNaive(new ClassScores(stored().window()), newest(), 1);
    }

    @Test
    void theFirstSegmentsAreKeptApartAndAllOthersTogether() {
        Comparing comparing = started();
        for (int n = 0; n < 200; n++) {
            take(comparing, example());
        }
        state.store();
        Map<String, List<Example>> expected = new TreeMap<>();
        List<String> order = new ArrayList<>();
        for (Example one : past) {
            if (!order.contains(one.segment)) {
                order.add(one.segment);
            }
            String kept = order.indexOf(one.segment) < Segments.LIMIT ? one.segment : "others";
            expected.computeIfAbsent(kept, any -> new ArrayList<>()).add(one);
        }
        assertThat(order).as("more than are kept apart").hasSizeGreaterThan(Segments.LIMIT);
        Segments.State segments = stored().segments();
        assertThat(segments.values()).extracting(Segment::value).isEqualTo(order.subList(0, Segments.LIMIT));
        segments.values().forEach(segment -> assertSegment(segment, of(expected, segment.value())));
        assertSegment(segments.others(), of(expected, "others"));
    }

    private static List<Example> of(Map<String, List<Example>> expected, String segment) {
        return expected.getOrDefault(segment, List.of());
    }

    private static void assertSegment(Segment segment, List<Example> of) {
        assertThat(segment.examples()).isEqualTo(of.size());
        assertThat(segment.right())
                .isEqualTo(of.stream().filter(one -> one.predicted == one.label).count());
        assertThat(segment.logLossSum())
                .isCloseTo(of.stream().mapToDouble(Example::logLoss).sum(), within(1e-9));
        assertThat(segment.brierSum())
                .isCloseTo(of.stream().mapToDouble(Example::halfBrier).sum(), within(1e-9));
    }

    @Test
    void scoresOfBeforeThereWasAWindowGoOnAndTheOthersBegin() {
        ClassScores before = new ClassScores(CLASSES, ArmDetail.BINS, CLASSES, 1);
        details.put(KEY, ArmDetail.withoutWindow(before));
        take(started(), example());
        state.store();
        assertThat(stored().windowSize()).isEqualTo(WINDOW);
        assertNaive(new ClassScores(stored().window()), past, 1);
    }

    /** One that goes on from what is stored; what was kept until now is stored first, as before a commit. */
    private Comparing started() {
        if (state != null) {
            state.store();
        }
        state = new StoredComparison(context);
        return new Comparing(state, name -> EXPERIMENT, verdict -> {}, WINDOW, 1_000);
    }

    private List<Example> newest() {
        return past.subList(Math.max(0, past.size() - WINDOW), past.size());
    }

    private ArmScores stored() {
        return ArmScores.of(details.get(KEY), blocks());
    }

    private List<AnswerBlock> blocks() {
        List<AnswerBlock> blocks = new ArrayList<>();
        answers.all().forEachRemaining(entry -> blocks.add(entry.value));
        return blocks;
    }

    private Example example() {
        double[] p = new double[CLASSES];
        double sum = 0;
        int predicted = 0;
        for (int k = 0; k < CLASSES; k++) {
            p[k] = Math.exp(2 * random.nextGaussian());
            sum += p[k];
            predicted = p[k] > p[predicted] ? k : predicted;
        }
        for (int k = 0; k < CLASSES; k++) {
            p[k] /= sum;
        }
        int segment = random.nextInt(30);
        AnswerCost cost = new AnswerCost(
                random.nextInt(1_000), random.nextInt(5_000), 1 + random.nextInt(64), random.nextInt(64));
        return new Example(p, random.nextInt(CLASSES), predicted, segment == 0 ? "" : "s" + segment, cost);
    }

    private void take(Comparing comparing, Example one) {
        ArmScore score = new ArmScore(
                "e",
                "arm",
                "ab".repeat(32),
                1,
                LABELS.get(one.predicted),
                one.predicted == one.label,
                one.logLoss(),
                one.halfBrier());
        Detail detail = new Detail(
                List.of("arm"),
                true,
                null,
                LABELS.get(one.label),
                0,
                Map.of("arm", new Detail.Sureness(one.p[one.predicted], one.rank())),
                one.segment,
                Map.of("arm", one.cost));
        comparing.released("e", new Released(new SourcePosition(0, past.size()), 0, List.of(score), detail));
        past.add(one);
    }

    private <V> KeyValueStore<String, V> store(String name, Serde<V> values) {
        KeyValueStore<String, V> store = Stores.keyValueStoreBuilder(
                        Stores.inMemoryKeyValueStore(name), Serdes.String(), values)
                .withLoggingDisabled()
                .build();
        store.init(context.getStateStoreContext(), store);
        return store;
    }

    /** From the definitions, with the weight of each answer. */
    private static void assertNaive(ClassScores scores, List<Example> of, double fading) {
        double weights = 0;
        double right = 0;
        double logLoss = 0;
        double brier = 0;
        double topTwo = 0;
        double[] predicted = new double[CLASSES];
        double[] labelled = new double[CLASSES];
        double[] both = new double[CLASSES];
        double[] gaps = new double[ArmDetail.BINS];
        for (int i = 0; i < of.size(); i++) {
            Example one = of.get(i);
            double w = Math.pow(fading, of.size() - 1 - i);
            boolean correct = one.predicted == one.label;
            weights += w;
            right += correct ? w : 0;
            logLoss += w * one.logLoss();
            brier += w * one.halfBrier();
            topTwo += one.rank() < 2 ? w : 0;
            predicted[one.predicted] += w;
            labelled[one.label] += w;
            both[one.label] += correct ? w : 0;
            double confidence = one.p[one.predicted];
            gaps[Math.min(9, (int) (10 * confidence))] += w * ((correct ? 1 : 0) - confidence);
        }
        double f1 = 0;
        int present = 0;
        for (int k = 0; k < CLASSES; k++) {
            double own = predicted[k] + labelled[k] == 0 ? 0 : 2 * both[k] / (predicted[k] + labelled[k]);
            f1 += own;
            present += predicted[k] + labelled[k] > 0 ? 1 : 0;
            ClassScores.OfClass told = scores.ofClass(k);
            assertThat(told.support()).isCloseTo(labelled[k], within(1e-9));
            assertThat(told.f1()).isCloseTo(own, within(1e-9));
            assertThat(told.precision()).isCloseTo(predicted[k] == 0 ? 0 : both[k] / predicted[k], within(1e-9));
            assertThat(told.recall()).isCloseTo(labelled[k] == 0 ? 0 : both[k] / labelled[k], within(1e-9));
        }
        double ece = 0;
        for (double gap : gaps) {
            ece += Math.abs(gap) / weights;
        }
        assertThat(scores.weight()).isCloseTo(weights, within(1e-9));
        assertThat(scores.accuracy()).isCloseTo(right / weights, within(1e-9));
        assertThat(scores.macroF1()).isCloseTo(f1 / present, within(1e-9));
        assertThat(scores.logLoss()).isCloseTo(logLoss / weights, within(1e-9));
        assertThat(scores.brier() / 2).isCloseTo(brier / weights, within(1e-9));
        assertThat(scores.top(2)).isCloseTo(topTwo / weights, within(1e-9));
        assertThat(scores.calibrationError()).isCloseTo(ece, within(1e-9));
    }
}
