package dev.affix.standalone.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.affix.contracts.Experiment;
import dev.affix.datasets.Dataset;
import dev.affix.standalone.CommandFailure;
import dev.affix.standalone.ExitCodes;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunManifestTest {
    private final RunManifest manifest = RunManifest.of(Samples.TWO_TEXTS, Samples.SETTINGS);

    @Test
    void aDirectoryRemembersWhatItIsFor(@TempDir Path folder) throws Exception {
        DataDirectory directory = DataDirectory.of(folder.resolve("run"));
        try (FileChannel lock = directory.lock()) {
            assertThat(lock).isNotNull();
            assertThat(directory.manifest()).isEmpty();
            directory.write(manifest);
            assertThat(directory.manifest()).contains(manifest);
            assertThat(directory.lock()).as("one launcher at a time").isNull();
        }
    }

    @Test
    void theSameRunMayContinue() {
        assertThatCode(() -> manifest.requireSame(manifest, Path.of("data"))).doesNotThrowAnyException();
    }

    @Test
    void anotherRunIsRefusedWithEveryDifference() {
        Dataset changed = new Dataset("two", Samples.TWO_TEXTS.examples().subList(0, 1), List.of());
        DemoSettings s = Samples.SETTINGS;
        DemoSettings other = new DemoSettings(
                s.events(),
                s.rate(),
                List.of(ArmPreset.NO_SHARE),
                8,
                s.labelDelay(),
                3,
                50,
                s.keep(),
                s.dataDirectory());

        assertThatThrownBy(() -> manifest.requireSame(RunManifest.of(changed, other), Path.of("data")))
                .isInstanceOfSatisfying(
                        CommandFailure.class,
                        failure -> assertThat(failure.exitCode()).isEqualTo(ExitCodes.USAGE))
                .hasMessageContaining("other content of data set two")
                .hasMessageContaining("--seed was 7, now 8")
                .hasMessageContaining("--variants was linear-probe,no-share, now no-share")
                .hasMessageContaining("--partitions was 2, now 3")
                .hasMessageContaining("--publish-every was 100, now 50")
                .hasMessageContaining("--data-dir");
    }

    @Test
    void theExperimentHasSortedLabelsAndTheControlFirst() {
        Experiment experiment = DemoExperiment.of(Samples.TWO_TEXTS, Samples.SETTINGS);

        assertThat(experiment.labels()).containsExactly("x", "y");
        assertThat(experiment.arms()).extracting("name").containsExactly("linear-probe", "no-share");
        assertThat(experiment.arms().get(1).hyperparameters().prefixLearningRate())
                .isEqualTo(0.1);
        assertThat(experiment.arms()).allMatch(arm -> arm.hyperparameters().seed() == 7);
        assertThat(experiment).isEqualTo(DemoExperiment.of(Samples.TWO_TEXTS, Samples.SETTINGS));
    }
}
