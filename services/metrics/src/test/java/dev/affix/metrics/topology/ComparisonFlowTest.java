package dev.affix.metrics.topology;

import static dev.affix.metrics.testing.Records.EXPERIMENT;
import static dev.affix.metrics.testing.Records.LABELS;
import static dev.affix.metrics.testing.Records.experiment;
import static dev.affix.metrics.testing.Records.prediction;
import static dev.affix.metrics.testing.Records.published;
import static dev.affix.metrics.topology.Loop.HOUR;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.affix.contracts.ArmAnswer;
import dev.affix.contracts.Experiment;
import dev.affix.contracts.Experiment.Mode;
import dev.affix.contracts.Experiment.Score;
import dev.affix.contracts.Prediction;
import dev.affix.contracts.SourcePosition;
import dev.affix.contracts.Topics.Names;
import dev.affix.contracts.Verdict;
import dev.affix.metrics.comparison.ArmScores;
import dev.affix.metrics.comparison.Curve;
import dev.affix.metrics.comparison.Pair;
import dev.affix.metrics.comparison.PairReport;
import dev.affix.metrics.comparison.PairState;
import dev.affix.metrics.comparison.Scoreboard;
import dev.affix.metrics.comparison.Versions.Mark;
import dev.affix.metrics.testing.Records;
import dev.affix.statistics.Comparison;
import dev.affix.statistics.DifferenceSums;
import dev.affix.statistics.Interval;
import dev.affix.statistics.PrequentialScore;
import dev.affix.statistics.SignTest;
import dev.affix.statistics.score.ClassScores;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** From scored examples to scores, comparisons and verdicts. */
class ComparisonFlowTest {
    @Test
    void outcomesAreComparedInPredictionOrderWhateverTheLabelsOrder() {
        try (Loop loop = new Loop().with(experiment("a", "b"))) {
            for (int i = 0; i < 3; i++) {
                loop.predict(answers("r" + i, "x", "y"), i);
            }
            loop.label("r2", "x", 10);
            loop.label("r1", "x", 11);
            assertThat(loop.scored()).as("scored at once").hasSize(2);
            assertThat(loop.scoreboard()).as("compared in order").isEqualTo(Scoreboard.EMPTY);
            loop.label("r0", "x", 12);
            assertThat(arm(loop, "a").count()).isEqualTo(3);
            assertThat(loop.scoreboard().positions()).containsExactly(new SourcePosition(0, 3));
        }
    }

    @Test
    void aPredictionThatIsGivenUpHoldsUpTheOthersNoLonger() {
        try (Loop loop = new Loop().with(experiment("a", "b"))) {
            loop.predict(answers("never", "x", "y"), 0);
            loop.predict(answers("r1", "x", "y"), 100);
            loop.label("r1", "x", HOUR);
            assertThat(loop.scoreboard()).isEqualTo(Scoreboard.EMPTY);
            loop.predict(answers("r2", "x", "y"), HOUR + 1);
            assertThat(arm(loop, "a").count()).isEqualTo(1);
            assertThat(loop.scoreboard().positions()).containsExactly(new SourcePosition(0, 2));
        }
    }

    @Test
    void scoresAndComparisonAreThoseOfTheSameExamplesOneByOne() {
        List<String[]> stream = stream(120, 0.7, 0.4, 5);
        PrequentialScore a = new PrequentialScore(500);
        DifferenceSums sums = DifferenceSums.NONE;
        for (String[] example : stream) {
            boolean rightA = example[0].equals(example[2]);
            boolean rightB = example[1].equals(example[2]);
            a.add(rightA, rightA ? -(float) Math.log(0.8) : -(float) Math.log(0.1));
            sums = sums.plus(Comparison.difference(rightA ? 1 : 0, rightB ? 1 : 0));
        }
        try (Loop loop = new Loop().with(experiment("a", "b"))) {
            play(loop, stream, 3);
            assertThat(arm(loop, "a").accuracy()).isEqualTo(a.accuracy());
            assertThat(arm(loop, "a").state().window()).isEqualTo(a.state().window());
            assertThat(Objects.requireNonNull(loop.scoreboard().pairs().get("a:b"))
                            .total())
                    .isEqualTo(sums);
            long onlyA = stream.stream()
                    .filter(e -> e[0].equals(e[2]) && !e[1].equals(e[2]))
                    .count();
            long onlyB = stream.stream()
                    .filter(e -> e[1].equals(e[2]) && !e[0].equals(e[2]))
                    .count();
            assertThat(Objects.requireNonNull(loop.scoreboard().pairs().get("a:b"))
                            .signs())
                    .isEqualTo(new SignTest(onlyA, onlyB));
            Curve curve = loop.curve("a:b");
            PairReport report = PairReport.of(experiment("a", "b"), sums);
            assertThat(curve.examples()).hasSize(120);
            assertThat(curve.column(1).get(119)).isEqualTo(report.interval().lower());
        }
    }

    @Test
    void theOtherScoresAreThoseOfTheDefinitions() {
        List<double[]> probabilities = List.of(
                new double[] {0.55, 0.25, 0.2},
                new double[] {0.25, 0.65, 0.1},
                new double[] {0.13, 0.04, 0.83},
                new double[] {0.45, 0.35, 0.2},
                new double[] {0.04, 0.93, 0.03});
        int[] labels = {0, 0, 2, 1, 2};
        try (Loop loop = new Loop().with(experiment("a", "b"))) {
            for (int i = 0; i < labels.length; i++) {
                double[] p = probabilities.get(i);
                List<ArmAnswer> answers = new ArrayList<>();
                for (String arm : List.of("a", "b")) {
                    answers.add(new ArmAnswer(
                            EXPERIMENT,
                            arm,
                            Records.digest(arm, 1),
                            1,
                            LABELS.get(most(p)),
                            List.of((float) Math.log(p[0]), (float) Math.log(p[1]), (float) Math.log(p[2]))));
                }
                loop.predict(prediction("r" + i, answers), i);
                loop.label("r" + i, LABELS.get(labels[i]), 100 + i);
            }
            ArmScores a = loop.detail("a");
            ClassScores all = new ClassScores(a.sinceStart());
            assertThat(all.weight()).isEqualTo(5);
            // Answers x, y, z, x, y to labels x, x, z, y, z: right, wrong, right, wrong, wrong.
            assertThat(all.accuracy()).isEqualTo(0.4);
            // F1: x 2·1/(2 + 2), y 0, z 2·1/(1 + 2).
            assertThat(all.macroF1()).isCloseTo((0.5 + 0 + 2 / 3.0) / 3, within(1e-12));
            // Ranks of the true label: 0, 1, 0, 1 and 2.
            assertThat(all.top(2)).isEqualTo(0.8);
            assertThat(all.top(3)).isEqualTo(1);
            double squares = 0;
            for (int i = 0; i < labels.length; i++) {
                for (int k = 0; k < 3; k++) {
                    squares += Math.pow(probabilities.get(i)[k] - (k == labels[i] ? 1 : 0), 2);
                }
            }
            assertThat(all.brier()).isCloseTo(squares / 5, within(1e-6));
            // Each answer is alone in its bin: the gap is 1 − p if it is right, else p.
            double gaps = (1 - 0.55) + 0.65 + (1 - 0.83) + 0.45 + 0.93;
            assertThat(all.calibrationError()).isCloseTo(gaps / 5, within(1e-6));
            double fade = 1 - 1 / 500.0;
            double right = Math.pow(fade, 4) + Math.pow(fade, 2);
            double weights = Math.pow(fade, 4) + Math.pow(fade, 3) + Math.pow(fade, 2) + fade + 1;
            assertThat(new ClassScores(a.faded()).accuracy()).isCloseTo(right / weights, within(1e-12));
            assertThat(a.window()).as("fewer than a window has").isEqualTo(a.sinceStart());
            assertThat(loop.detail("b")).isEqualTo(a);
        }
    }

    private static int most(double[] p) {
        return p[0] >= p[1] && p[0] >= p[2] ? 0 : p[1] >= p[2] ? 1 : 2;
    }

    @Test
    void aVerdictGoesOutWhenItsOutcomeChangesAndEverySoManyExamples() {
        try (Loop loop = new Loop(40).with(experiment("a", "b"))) {
            play(loop, stream(120, 1, 0, 1), 1);
            List<Verdict> verdicts = loop.verdicts();
            assertThat(verdicts).hasSize(3);
            Verdict changed = verdicts.get(0);
            assertThat(changed.outcome()).isEqualTo(Verdict.Outcome.A_BETTER);
            assertThat(changed.lower()).isPositive();
            assertThat(changed.logEValueA()).isGreaterThan(Math.log(40));
            assertThat(changed.examples()).isLessThan(40);
            assertThat(verdicts.get(1).examples()).isEqualTo(changed.examples() + 40);
            Verdict last = verdicts.get(verdicts.size() - 1);
            assertThat(last.watermark()).containsExactly(new SourcePosition(0, last.examples()));
            assertThat(last.difference()).isEqualTo(1);
        }
    }

    @Test
    void aDefinitionThatChangesHoldsFromTheNextRecordOn() {
        try (Loop loop = new Loop().with(experiment("a", "b"))) {
            loop.predict(answers("r0", "x", "y"), 0);
            loop.label("r0", "x", 1);
            assertThat(loop.scoreboard().pairs()).containsOnlyKeys("a:b");
            loop.with(experiment("a", "b", "c"));
            loop.predict(prediction("r1", new TreeMap<>(Map.of("a", "x", "b", "y", "c", "z"))), 2);
            loop.label("r1", "x", 3);
            assertThat(loop.scoreboard().pairs()).containsOnlyKeys("a:b", "a:c", "b:c");
        }
    }

    @Test
    void replayingTheSameTopicsGivesTheSameVerdictsByteForByte() {
        assertThat(verdictsOf(3)).isNotEmpty().isEqualTo(verdictsOf(3));
    }

    @Test
    void theOrderInWhichLabelsComeDoesNotChangeTheVerdicts() {
        List<Verdict> ordered = verdicts(0);
        List<Verdict> shuffled = verdicts(11);
        assertThat(ordered).isNotEmpty();
        // Times differ, because labels do; what was found does not.
        assertThat(shuffled)
                .usingRecursiveComparison()
                .ignoringFields("decidedAt")
                .isEqualTo(ordered);
    }

    @Test
    void theBrierScoreIsComparedWhenTheExperimentSaysSo() {
        try (Loop loop = new Loop(1).with(Records.experiment(EXPERIMENT, LABELS, Mode.PAIRED, Score.BRIER, "a", "b"))) {
            play(loop, stream(1, 1, 0, 1), 1);
            Verdict verdict = loop.verdicts().get(0);
            double right = (0.2 * 0.2 + 2 * 0.1 * 0.1) / 2;
            double wrong = (0.9 * 0.9 + 0.8 * 0.8 + 0.1 * 0.1) / 2;
            assertThat(verdict.difference()).isCloseTo(wrong - right, within(1e-6));
        }
    }

    /** Against the definition: z = (y − c)(1{A} − 1{B})/½ with c half the sum of the arms' means so far, halved to be in [−1, 1]. */
    @Test
    void inSplitModeAPairIsComparedByTheProbabilitiesOfTheAssignment() {
        Random random = new Random(8);
        double[] right = {0.5, 0.5};
        int[] answers = {1, 1};
        DifferenceSums halved = DifferenceSums.NONE;
        try (Loop loop = new Loop(1_000).with(split("a", "b", "c"))) {
            for (int i = 0; i < 400; i++) {
                int arm = random.nextInt(3);
                boolean correct = random.nextDouble() < (arm == 0 ? 0.95 : 0.2);
                loop.predict(prediction("r" + i, Map.of(List.of("a", "b", "c").get(arm), correct ? "x" : "y")), i);
                loop.label("r" + i, "x", i);
                if (arm < 2) {
                    double center = (right[0] / answers[0] + right[1] / answers[1]) / 2;
                    halved = halved.plus(((correct ? 1 : 0) - center) * (arm == 0 ? 1 : -1));
                    right[arm] += correct ? 1 : 0;
                    answers[arm]++;
                }
            }
            PairReport report =
                    PairReport.of(split("a", "b", "c"), loop.scoreboard().pair(new Pair("a", "b")));
            Interval expected = new Comparison(0.05, 0.005).interval(halved);
            assertThat(report.examples()).isEqualTo(answers[0] + answers[1] - 2);
            assertThat(report.difference()).isCloseTo(2 * halved.mean(), within(1e-9));
            assertThat(report.interval().lower()).isCloseTo(2 * expected.lower(), within(1e-9));
            assertThat(report.interval().upper()).isCloseTo(Math.min(1, 2 * expected.upper()), within(1e-9));
            assertThat(report.interval().contains(0.75)).isTrue();
            assertThat(report.outcome()).isEqualTo(Verdict.Outcome.A_BETTER);
            assertThat(loop.curve("a:b").examples()).hasSize((int) report.examples());
            List<Verdict> verdicts = loop.verdicts();
            assertThat(verdicts).extracting(Verdict::armB).contains("b", "c");
            assertThat(verdicts).extracting(Verdict::armA).containsOnly("a");
            Verdict first = verdicts.get(0);
            assertThat(first.outcome()).isEqualTo(Verdict.Outcome.A_BETTER);
            assertThat(first.examples()).isLessThan(first.watermark().get(0).offset());
        }
    }

    @Test
    void inSplitModeOnlyTheFirstRequestOfAUnitIsCompared() {
        try (Loop loop = new Loop(1).with(split("a", "b"))) {
            for (int i = 0; i < 6; i++) {
                // Two units, of which the first is seen again and again, then requests of their own.
                String unit = i < 3 ? "anna" : i == 3 ? "bert" : null;
                loop.predict(prediction("r" + i, unit, i == 3 ? "b" : "a", "x"), i);
                loop.label("r" + i, "x", i);
            }
            PairState pair = loop.scoreboard().pair(new Pair("a", "b"));
            assertThat(pair.examplesA()).isEqualTo(3);
            assertThat(pair.examplesB()).isEqualTo(1);
            assertThat(arm(loop, "a").count()).as("scored all the same").isEqualTo(5);
            assertThat(loop.verdicts()).extracting(Verdict::examples).containsExactly(1L, 2L, 3L, 4L);
        }
    }

    private static Experiment split(String... arms) {
        return Records.experiment(EXPERIMENT, LABELS, Mode.SPLIT, Score.ACCURACY, arms);
    }

    @Test
    void versionsCarryTheirPublicationAndTheExampleTheyFirstAnswered() {
        try (Loop loop = new Loop().with(experiment("a", "b")).with(published("a", 1, 0))) {
            for (int i = 0; i < 4; i++) {
                long version = i < 2 ? 1 : 2;
                loop.predict(
                        prediction("r" + i, EXPERIMENT, LABELS, version, new TreeMap<>(Map.of("a", "x", "b", "y"))), i);
                loop.label("r" + i, "x", i + 1);
            }
            loop.with(published("a", 2, 2)).with(published("a", 3, 4)).with(published("a", 2, 2));
            List<Mark> marks = loop.versions("a").marks();
            assertThat(marks).extracting(Mark::version).containsExactly(1L, 2L, 3L);
            assertThat(marks).extracting(Mark::servedFrom).containsExactly(1L, 3L, null);
            assertThat(marks).extracting(Mark::examples).containsExactly(0L, 2L, 4L);
            assertThat(loop.versions("a").newestPublished()).isEqualTo(marks.get(2));
            assertThat(loop.versions("b").newestPublished()).isNull();
        }
    }

    @Test
    void aBadAdapterEventIsRefusedAndTheNextOneTaken() {
        try (Loop loop = new Loop().with(experiment("a", "b"))) {
            loop.send(Names.ADAPTERS, "version:x", "{}".getBytes(StandardCharsets.UTF_8), 1);
            loop.with(published("a", 1, 0));
            assertThat(loop.refused(Names.ADAPTERS)).containsExactly("invalid-value");
            assertThat(loop.versions("a").marks()).hasSize(1);
        }
    }

    private static List<String> verdictsOf(long shuffle) {
        List<String> written = new ArrayList<>();
        try (Loop loop = new Loop(10).with(experiment("a", "b"))) {
            play(loop, stream(150, 0.8, 0.3, 9), shuffle);
            loop.records(Names.VERDICTS)
                    .forEach(record -> written.add(new String(record.key(), StandardCharsets.UTF_8) + " "
                            + new String(record.value(), StandardCharsets.UTF_8)));
        }
        return written;
    }

    private static List<Verdict> verdicts(long shuffle) {
        try (Loop loop = new Loop(10).with(experiment("a", "b"))) {
            play(loop, stream(150, 0.8, 0.3, 9), shuffle);
            return loop.verdicts();
        }
    }

    private static PrequentialScore arm(Loop loop, String arm) {
        return new PrequentialScore(
                Objects.requireNonNull(loop.scoreboard().arms().get(arm)));
    }

    private static Prediction answers(String id, String a, String b) {
        return prediction(id, new TreeMap<>(Map.of("a", a, "b", b)));
    }

    /** Examples [answer of a, answer of b, label]: a is right with one probability, b with the other. */
    private static List<String[]> stream(int n, double rightA, double rightB, long seed) {
        Random random = new Random(seed);
        List<String[]> stream = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            stream.add(new String[] {
                random.nextDouble() < rightA ? "x" : "y", random.nextDouble() < rightB ? "x" : "z", "x"
            });
        }
        return stream;
    }

    /** Predicts everything, then labels everything: in order for seed 0, else shuffled. */
    private static void play(Loop loop, List<String[]> stream, long shuffle) {
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < stream.size(); i++) {
            loop.predict(answers("r" + i, stream.get(i)[0], stream.get(i)[1]), i);
            order.add(i);
        }
        if (shuffle != 0) {
            Collections.shuffle(order, new Random(shuffle));
        }
        int second = stream.size();
        for (int i : order) {
            loop.label("r" + i, stream.get(i)[2], second++);
        }
    }
}
