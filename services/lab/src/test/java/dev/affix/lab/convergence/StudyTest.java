package dev.affix.lab.convergence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StudyTest {
    @Test
    void exactFitsConvergeAtTheRootOfNAndPromptsThatShareACellAreHarder(@TempDir Path folder) throws Exception {
        List<Trial> trials = new ArrayList<>();
        Study.trials(List.of(200, 800, 3200), 40).stream()
                .filter(trial -> !trial.overSpecified())
                .forEach(trials::add);
        Study.trials(List.of(200, 1600), 12).stream()
                .filter(trial -> trial.overSpecified() && trial.sharing() == Sharing.LINEAR)
                .forEach(trials::add);
        Map<Trial, VoronoiLoss> losses = new Study(folder.resolve("trials.csv"), 42).run(trials, 2, (done, all) -> {});
        assertThat(losses).hasSize(trials.size());
        Findings findings = Findings.of(losses, 42);

        // The control: a regular parametric problem, whoever fits it.
        for (Sharing sharing : Sharing.values()) {
            for (Measure measure : List.of(Measure.WEIGHTS, Measure.SINGLETONS, Measure.FIRST)) {
                assertThat(slope(findings, false, measure, sharing)).isBetween(-0.7, -0.3);
            }
        }
        // With one prompt too many and sharing, all are found, but those that share a cell are harder.
        assertThat(slope(findings, true, Measure.SINGLETONS, Sharing.LINEAR)).isBetween(-0.8, -0.2);
        assertThat(slope(findings, true, Measure.MIXED, Sharing.LINEAR)).isBetween(-0.8, -0.2);
        assertThat(last(findings, Measure.CROWDED)).isGreaterThan(1.5 * last(findings, Measure.SINGLETONS));

        new Report(Map.of("seed", 42), findings).write(folder);
        assertThat(folder.resolve("report.html"))
                .content()
                .contains("<svg", "shared one-layer", "prompts that share a cell", "non-shared")
                .doesNotContain("http://localhost", "src=");
        assertThat(folder.resolve("results.json")).content().contains("\"slope\"");
    }

    @Test
    void aStoppedStudyGoesOnAndEndsAsIfItHadNotBeenStopped(@TempDir Path folder) throws Exception {
        List<Trial> trials = Study.trials(List.of(50, 60), 3);
        Path file = folder.resolve("trials.csv");
        Map<Trial, VoronoiLoss> whole = new Study(folder.resolve("whole.csv"), 7).run(trials, 1, (done, all) -> {});

        new Study(file, 7).run(trials.subList(0, 10), 2, (done, all) -> {});
        List<Integer> left = new ArrayList<>();
        Map<Trial, VoronoiLoss> continued = new Study(file, 7).run(trials, 2, (done, all) -> left.add(all));

        assertThat(left).first().isEqualTo(trials.size() - 10);
        assertThat(continued).isEqualTo(whole);
        // Another seed is another study.
        assertThat(new Study(file, 8).run(trials.subList(0, 1), 1, (done, all) -> {}))
                .isNotEqualTo(Map.of(trials.get(0), whole.get(trials.get(0))));
    }

    @Test
    void aFileOfSomethingElseIsRefused(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("trials.csv"), "a,b\n1,2\n");
        assertThatThrownBy(() -> new Study(file, 7).run(List.of(), 1, (done, all) -> {}))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("trials.csv")
                .hasMessageContaining("--output");
    }

    private static double slope(Findings findings, boolean over, Measure measure, Sharing sharing) {
        return one(findings, over, measure, sharing).slope().value();
    }

    private static double last(Findings findings, Measure measure) {
        List<Double> medians = List.copyOf(
                one(findings, true, measure, Sharing.LINEAR).losses().values());
        return medians.get(medians.size() - 1);
    }

    private static Findings.Finding one(Findings findings, boolean over, Measure measure, Sharing sharing) {
        return findings.of(over, measure, Findings.TYPICAL).stream()
                .filter(finding -> finding.sharing() == sharing)
                .findFirst()
                .orElseThrow();
    }
}
