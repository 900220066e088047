package dev.affix.lab.sampleefficiency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;

import dev.affix.lab.sampleefficiency.Findings.Ratio;
import dev.affix.lab.study.RunLog;
import dev.affix.prefix.variant.Variant;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is run, what is chosen and what follows, on curves known in closed form. */
class StudyTest {
    private static final Map<String, Object> MATERIAL = Map.of("dataset", "x");

    @TempDir
    private Path folder = Path.of("");

    private static final Map<Variant, Rates> BEST =
            Map.of(Variant.DEEP_SHARE, new Rates(2, -1), Variant.NO_SHARE, new Rates(-1, 0));

    private final Queue<Trial> ran = new ConcurrentLinkedQueue<>();

    private static Plan plan(List<Integer> sizes, List<Long> seeds) {
        return new Plan(List.of(Variant.NO_SHARE, Variant.DEEP_SHARE), sizes, seeds, 50, 20, 50, 100_000, 1, 1, 16);
    }

    /**
     * Accuracy 0.1 ln(n): deep-share needs half as many examples as no-share. Deep-share is best at 9 times its preset's prefix rate
     * and a third of its head rate, no-share at a third of its prefix rate.
     */
    private Outcome closedForm(Trial trial) {
        ran.add(trial);
        boolean deep = trial.variant() == Variant.DEEP_SHARE;
        Rates best = BEST.getOrDefault(trial.variant(), Rates.PRESET);
        int away = Math.abs(trial.rates().prefix() - best.prefix())
                + Math.abs(trial.rates().head() - best.head());
        double accuracy = 0.1 * Math.log(trial.examples() * (deep ? 2 : 1)) - 0.01 * away;
        return new Outcome((int) Math.round(100_000 * accuracy), 100_000, 1, false, 0, "test");
    }

    private Study.Results run(Plan plan) throws IOException, InterruptedException {
        return new Study(plan, MATERIAL, new RunLog(folder.resolve("runs.jsonl")), (trial, outcome, work, left) -> {})
                .run(2, this::closedForm);
    }

    @Test
    void theSearchOfRatesGoesWhereItIsBetterAndTakesTheBest() throws IOException, InterruptedException {
        Study.Results results = run(plan(List.of(20, 200), List.of(1L, 2L)));

        assertThat(results.chosen()).isEqualTo(BEST);
        assertThat(ran.stream().filter(Trial::tuning))
                .doesNotHaveDuplicates()
                .allSatisfy(trial -> assertThat(Math.abs(trial.rates().prefix())
                                + Math.abs(trial.rates().head()))
                        .isLessThanOrEqualTo(4));
        assertThat(ran.stream().filter(trial -> !trial.tuning())).hasSize(2 * 2 * 2);
    }

    @Test
    void noVariantTriesMoreRatesThanTheBudget() throws IOException, InterruptedException {
        Plan plan = new Plan(
                List.of(Variant.NO_SHARE, Variant.DEEP_SHARE), List.of(20), List.of(1L, 2L), 50, 6, 50, 9, 1, 1, 1);
        run(plan);

        assertThat(ran.stream().filter(trial -> trial.tuning() && trial.variant() == Variant.DEEP_SHARE))
                .hasSize(6);
    }

    @Test
    void aVariantWithoutAPrefixHasNoPrefixRateToTry() {
        assertThat(Rates.next(Variant.LINEAR_PROBE, Map.of(Rates.PRESET, 7), 11))
                .containsExactly(new Rates(0, -1), new Rates(0, 1));
        assertThat(Rates.next(Variant.NO_SHARE, Map.of(Rates.PRESET, 7), 11)).hasSize(4);
    }

    @Test
    void amongEqualRatesTheNearestToThePresetIsTaken() {
        assertThat(Rates.best(Map.of(new Rates(-1, -1), 9, new Rates(1, 0), 9, new Rates(0, -1), 9, Rates.PRESET, 8)))
                .isEqualTo(new Rates(0, -1));
    }

    @Test
    void whatIsFinishedIsNotRunAgain() throws IOException, InterruptedException {
        Study.Results first = run(plan(List.of(20, 200), List.of(1L, 2L)));
        ran.clear();

        assertThat(run(plan(List.of(20, 200), List.of(1L, 2L)))).isEqualTo(first);
        assertThat(ran).isEmpty();

        run(plan(List.of(20, 100, 200), List.of(1L, 2L)));
        assertThat(ran).hasSize(4).allMatch(trial -> trial.examples() == 100 && !trial.tuning());
    }

    @Test
    void aTrialThatFailsEndsTheStudyAndKeepsWhatIsFinished() throws IOException {
        Plan plan = plan(List.of(20, 200), List.of(1L, 2L));
        Study study =
                new Study(plan, MATERIAL, new RunLog(folder.resolve("runs.jsonl")), (trial, outcome, work, left) -> {});

        assertThatThrownBy(() -> study.run(1, trial -> {
                    if (!trial.tuning()) {
                        throw new IllegalArgumentException("no such text");
                    }
                    return closedForm(trial);
                }))
                .hasMessageContaining("no such text");
        assertThat(new RunLog(folder.resolve("runs.jsonl"))
                        .result(new Trial(Variant.NO_SHARE, true, 1, 50, Rates.PRESET).key(plan, MATERIAL)))
                .isPresent();
    }

    @Test
    void theRatioOfExamplesIsThatOfTheCurves() throws IOException, InterruptedException {
        Plan plan = plan(List.of(20, 50, 100, 400), List.of(1L, 2L, 3L));
        List<Ratio> ratios = new Findings(plan, run(plan)).ratios();

        assertThat(ratios).isNotEmpty();
        assertThat(ratios.stream().filter(ratio -> ratio.why().isEmpty()))
                .isNotEmpty()
                .allSatisfy(ratio -> assertThat(ratio.ratio()).isCloseTo(0.5, offset(1e-3)));
        assertThat(ratios.get(ratios.size() - 1).why()).contains("no-share: not reached in 3 of 3 seeds");
    }

    @Test
    void reportsAreWritten() throws IOException, InterruptedException {
        Plan plan = plan(List.of(20, 50, 100, 400), List.of(1L, 2L, 3L));
        new Report(Map.of("data set", "x"), plan, run(plan), MATERIAL).write(folder);

        assertThat(folder.resolve("report.html"))
                .content()
                .contains("<svg")
                .contains("deep-share / no-share at")
                .contains("deep-share")
                .doesNotContain("NaN");
        assertThat(folder.resolve("runs.csv"))
                .content()
                .hasLineCount(1 + (int) ran.stream().filter(Trial::tuning).count() + 24);
        assertThat(folder.resolve("results.json"))
                .content()
                .contains("examplesNeeded")
                .doesNotContain("NaN");
    }
}
