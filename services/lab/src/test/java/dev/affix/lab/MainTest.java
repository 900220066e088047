package dev.affix.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MainTest {
    @Test
    void wrongOptionsAreUsageErrors() {
        assertThat(Main.execute()).isEqualTo(2);
        assertThat(Main.execute("convergence", "--sizes", "100")).isEqualTo(2);
        assertThat(Main.execute("convergence", "--repeats", "1")).isEqualTo(2);
        assertThat(Main.execute("nonsense")).isEqualTo(2);
        assertThat(Main.execute("convergence", "--help")).isZero();
    }

    @Test
    void aSmallStudyRunsFromTheCommandLine(@TempDir Path folder) {
        assertThat(Main.execute("convergence", "--sizes", "50,100", "--repeats", "3", "--output", folder.toString()))
                .isZero();
        assertThat(folder.resolve("report.html")).isNotEmptyFile();
        assertThat(folder.resolve("results.json")).isNotEmptyFile();
        assertThat(folder.resolve("trials.csv")).isNotEmptyFile();
    }

    @Test
    void theProofBySimulationRunsFromTheCommandLine(@TempDir Path folder) {
        assertThat(Main.execute("anytime", "--streams", "5", "--steps", "100", "--output", folder.toString()))
                .isZero();
        assertThat(folder.resolve("report.html")).isNotEmptyFile();
        assertThat(Main.execute("anytime", "--alpha", "2")).isEqualTo(1);
    }
}
