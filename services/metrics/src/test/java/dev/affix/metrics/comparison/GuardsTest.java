package dev.affix.metrics.comparison;

import static dev.affix.metrics.testing.Records.EXPERIMENT;
import static dev.affix.metrics.testing.Records.LABELS;
import static dev.affix.metrics.testing.Records.digest;
import static dev.affix.metrics.testing.Records.experiment;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.affix.contracts.Arm;
import dev.affix.contracts.ArmScore;
import dev.affix.contracts.Experiment;
import dev.affix.contracts.Experiment.Mode;
import dev.affix.contracts.Experiment.Score;
import dev.affix.contracts.Hyperparameters;
import dev.affix.contracts.InvalidRecordException;
import dev.affix.contracts.Json;
import dev.affix.contracts.SourcePosition;
import dev.affix.metrics.comparison.GuardReport.Guard;
import dev.affix.metrics.join.Detail;
import dev.affix.metrics.join.Released;
import dev.affix.metrics.testing.Records;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Each guard trips on what it is there for, and not otherwise. */
class GuardsTest {
    private static final Experiment PAIRED = experiment("a", "b");
    private static final Experiment SPLIT =
            Records.experiment(EXPERIMENT, LABELS, Mode.SPLIT, Score.ACCURACY, "a", "b");
    private static final int STEADY = 4096;

    private final Random random = new Random(11);

    private static void add(
            Guards guards, Experiment experiment, List<String> arms, String label, long delay, boolean right) {
        List<ArmScore> scores = new ArrayList<>();
        arms.forEach(arm ->
                scores.add(new ArmScore(EXPERIMENT, arm, digest(arm, 1), 1, right ? label : "z", right, 0.2, 0.1)));
        Detail detail = new Detail(arms, true, null, label, delay, Map.of());
        boolean drawn = experiment.mode() == Mode.SPLIT;
        guards.add(new Design(experiment), new Released(new SourcePosition(0, 0), 0, scores, detail), detail, drawn);
    }

    /** Labels, delays and right answers that have nothing to do with each other nor with time. */
    private Guards steady(Experiment experiment) {
        Guards guards = new Guards(experiment);
        for (int i = 0; i < STEADY; i++) {
            String arm = random.nextBoolean() ? "a" : "b";
            List<String> arms = experiment.mode() == Mode.SPLIT ? List.of(arm) : List.of("a", "b");
            String label = LABELS.get(random.nextInt(3));
            add(guards, experiment, arms, label, 1L << random.nextInt(24), random.nextBoolean());
        }
        return guards;
    }

    private static List<GuardReport> tripped(Experiment experiment, Guards guards) {
        return GuardReport.of(experiment, guards, Map.of()).stream()
                .filter(GuardReport::tripped)
                .toList();
    }

    @Test
    void nothingTripsWhereNothingIsWrong() {
        assertThat(tripped(PAIRED, steady(PAIRED))).isEmpty();
        assertThat(tripped(SPLIT, steady(SPLIT))).isEmpty();
        assertThat(GuardReport.of(PAIRED, null, Map.of()))
                .extracting(GuardReport::guard)
                .containsExactly(Guard.DOSE, Guard.SAME_INPUT, Guard.LABEL_DRIFT, Guard.LATENESS);
        assertThat(GuardReport.of(SPLIT, null, Map.of()))
                .extracting(GuardReport::guard)
                .containsExactly(Guard.DOSE, Guard.SAMPLE_RATIO, Guard.LABEL_DRIFT, Guard.LATENESS);
    }

    @Test
    void aPredictionThatAnArmDidNotAnswerTripsSameInput() {
        Guards guards = steady(PAIRED);
        add(guards, PAIRED, List.of("b"), "x", 0, true);
        assertThat(tripped(PAIRED, guards)).extracting(GuardReport::guard).containsExactly(Guard.SAME_INPUT);
    }

    @Test
    void labelsThatChangeTheirDistributionTripDriftWithTheEvidenceOfItsDefinition() {
        Guards guards = new Guards(PAIRED);
        List<Integer> labels = new ArrayList<>();
        double worst = 0;
        for (int i = 0; i < 256; i++) {
            int label = random.nextInt(100) < 70 ? i / 128 : 2;
            labels.add(label);
            add(guards, PAIRED, List.of("a", "b"), LABELS.get(label), 500, true);
            if ((i + 1) % 64 == 0) {
                worst = Math.max(worst, logEvidenceOfDrift(labels));
            }
        }
        assertThat(guards.logEValueOfDrift()).isCloseTo(worst, within(1e-9));
        assertThat(tripped(PAIRED, guards)).extracting(GuardReport::guard).containsExactly(Guard.LABEL_DRIFT);
    }

    /** Straight from the definition: one prediction after the other, changes after 32, 64, … with weights 1/(k(k+1)). */
    private static double logEvidenceOfDrift(List<Integer> labels) {
        int n = labels.size();
        List<Double> logs = new ArrayList<>();
        int k = 0;
        for (int change = 32; change <= n; change *= 2) {
            k++;
            logs.add(sequential(labels.subList(0, change))
                    + sequential(labels.subList(change, n))
                    - Math.log(k * (k + 1.0)));
        }
        logs.add(sequential(labels) - Math.log(k + 1.0));
        double greatest = 0;
        for (int label = 0; label < 3; label++) {
            int wanted = label;
            double count = labels.stream().filter(l -> l == wanted).count();
            greatest += count == 0 ? 0 : count * Math.log(count / n);
        }
        double most = logs.stream().mapToDouble(Double::doubleValue).max().orElseThrow();
        return most
                + Math.log(
                        logs.stream().mapToDouble(log -> Math.exp(log - most)).sum())
                - greatest;
    }

    private static double sequential(List<Integer> labels) {
        double[] seen = {0.5, 0.5, 0.5};
        double all = 1.5;
        double log = 0;
        for (int label : labels) {
            log += Math.log(seen[label]++ / all++);
        }
        return log;
    }

    @Test
    void labelsThatComeSoonerForRightAnswersTripLateness() {
        Guards guards = new Guards(PAIRED);
        for (int i = 0; i < 256; i++) {
            boolean right = random.nextBoolean();
            add(guards, PAIRED, List.of("a", "b"), LABELS.get(random.nextInt(3)), right ? 500 : 50_000, right);
        }
        assertThat(tripped(PAIRED, guards)).extracting(GuardReport::guard).containsExactly(Guard.LATENESS);
    }

    @Test
    void labelsThatComeSoonerForAnArmTripLatenessInSplitMode() {
        Guards guards = new Guards(SPLIT);
        for (int i = 0; i < 256; i++) {
            boolean a = random.nextBoolean();
            add(guards, SPLIT, List.of(a ? "a" : "b"), LABELS.get(random.nextInt(3)), a ? 500 : 50_000, true);
        }
        assertThat(tripped(SPLIT, guards)).extracting(GuardReport::guard).containsExactly(Guard.LATENESS);
    }

    @Test
    void anArmThatIsDrawnTooOftenTripsSampleRatioUnlessItWasDrawnForAnEarlierRequest() {
        Guards guards = new Guards(SPLIT);
        Guards units = new Guards(SPLIT);
        for (int i = 0; i < 1024; i++) {
            List<String> arm = List.of(random.nextInt(100) < 60 ? "a" : "b");
            guards.add(new Design(SPLIT), released(arm), new Detail(arm, true, null, null, 0, Map.of()), true);
            units.add(new Design(SPLIT), released(arm), new Detail(arm, false, 7L, null, 0, Map.of()), false);
        }
        assertThat(tripped(SPLIT, guards)).extracting(GuardReport::guard).containsExactly(Guard.SAMPLE_RATIO);
        assertThat(tripped(SPLIT, units)).isEmpty();
    }

    private static Released released(List<String> arms) {
        return new Released(new SourcePosition(0, 0), 0, List.of(), new Detail(arms, true, null, null, 0, Map.of()));
    }

    @Test
    void anArmThatAnswersWithAnothersVersionTripsDose() {
        Versions own = versions("a", 1).served(2, digest("a", 2), 9, 8);
        assertThat(dose(own, versions("b", 2).served(2, digest("b", 2), 9, 8)).tripped())
                .isFalse();
        GuardReport wrong = dose(own.served(3, digest("b", 2), 20, 19), versions("b", 2));
        assertThat(wrong.tripped()).isTrue();
        assertThat(wrong.detail())
                .startsWith("arm 'a' answered as version 3 with ")
                .endsWith("version 2 of arm 'b'");
    }

    @Test
    void firstVersionsMayBeTheSame() {
        Versions first = Versions.NONE.served(1, digest("a", 1), 1, 0);
        assertThat(dose(first, first).tripped()).isFalse();
    }

    @Test
    void armsThatAreTunedAlikeMustHaveTheSameVersions() {
        Hyperparameters same = SPLIT.arms().get(0).hyperparameters();
        Experiment control = new Experiment(
                SPLIT.name(),
                SPLIT.task(),
                SPLIT.labels(),
                List.of(new Arm("a", same), new Arm("b", same)),
                SPLIT.primaryScore(),
                SPLIT.margin(),
                SPLIT.alpha(),
                SPLIT.mode(),
                SPLIT.publishEvery(),
                null,
                null,
                null);
        Versions first = Versions.NONE.published(new PublishedVersion("a", 2, digest("a", 2), 64, Instant.EPOCH));
        Versions other = Versions.NONE.published(new PublishedVersion("b", 2, digest("b", 2), 64, Instant.EPOCH));
        assertThat(guard(control, Map.of("a", first, "b", first)))
                .isEqualTo("false 1 versions of arms that are tuned alike, byte for byte the same");
        assertThat(guard(control, Map.of("a", first, "b", other)))
                .startsWith("true having learned from 64 examples, arm 'a' published ");
        assertThat(GuardReport.of(SPLIT, null, Map.of()))
                .as("only where arms are tuned alike")
                .extracting(GuardReport::guard)
                .doesNotContain(Guard.SAME_POLICY);
    }

    private static String guard(Experiment experiment, Map<String, Versions> versions) {
        return GuardReport.of(experiment, null, versions).stream()
                .filter(report -> report.guard() == Guard.SAME_POLICY)
                .map(report -> report.tripped() + " " + report.detail())
                .findFirst()
                .orElseThrow();
    }

    private static Versions versions(String arm, long version) {
        return Versions.NONE.published(
                new PublishedVersion(arm, version, digest(arm, version), 10, Instant.ofEpochSecond(1)));
    }

    private static GuardReport dose(Versions a, Versions b) {
        return GuardReport.of(PAIRED, null, Map.of("a", a, "b", b)).get(0);
    }

    @Test
    void savedAndLoadedTheyGoOnAsIfNothingHadHappened() throws InvalidRecordException {
        Guards guards = steady(SPLIT);
        Guards loaded = new Guards(Json.read(Json.write(guards.state()), Guards.State.class));
        assertThat(loaded.state()).isEqualTo(guards.state());
        for (int i = 0; i < 100; i++) {
            add(guards, SPLIT, List.of("a"), "x", 77, false);
            add(loaded, SPLIT, List.of("a"), "x", 77, false);
        }
        assertThat(loaded.state()).isEqualTo(guards.state());
        assertThat(loaded.logEValueOfDrift()).isPositive();
    }
}
