package dev.affix.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
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
        assertThat(Main.execute("anytime", "--alpha", "2")).isEqualTo(2);
        assertThat(Main.execute("sample-efficiency", "--dataset", "wordnet", "--variants", "nope"))
                .isEqualTo(2);
    }

    /** Real tuning on the default backbone; a second run finds everything done. */
    @Test
    void aSmallSampleEfficiencyStudyRunsFromTheCommandLine(@TempDir Path folder) throws IOException {
        StringBuilder csv = new StringBuilder("text,label\n");
        for (int i = 0; i < 20; i++) {
            csv.append("please play song number ").append(i).append(",music\n");
            csv.append("will it rain in town number ").append(i).append(",weather\n");
        }
        Path file = Files.writeString(folder.resolve("texts.csv"), csv);
        String[] arguments = {
            "sample-efficiency",
            "--dataset",
            file.toString(),
            "--fractions=0.5,1",
            "--seeds=1,2",
            "--variants=deep-share,linear-probe",
            "--examples=16",
            "--tuning=4",
            "--validation=4",
            "--test=8",
            "--epochs=1",
            "--min-steps=2",
            "--batch=4",
            "--out",
            folder.resolve("out").toString()
        };

        assertThat(Main.execute(arguments)).isZero();
        String runs = Files.readString(folder.resolve("out").resolve("runs.jsonl"));
        // All rates are equal on texts this easy: the preset and its neighbours, 5 with a prefix and 3 without.
        assertThat(runs.lines()).hasSize(5 + 3 + 2 * 2 * 2);
        assertThat(Main.execute(arguments)).isZero();
        assertThat(folder.resolve("out").resolve("runs.jsonl")).hasContent(runs.strip());
        assertThat(folder.resolve("out").resolve("report.html")).isNotEmptyFile();
        assertThat(Main.execute("sample-efficiency", "--dataset", "missing.csv"))
                .isEqualTo(1);
        assertThat(Main.execute("sample-efficiency")).isEqualTo(2);
    }

    /** Real tuning on the default backbone, on a stream in CLINC150's format. */
    @Test
    void aSmallPrequentialStudyRunsFromTheCommandLine(@TempDir Path folder) throws IOException {
        StringBuilder pairs = new StringBuilder();
        for (int i = 0; i < 26; i++) {
            pairs.append(i == 0 ? "" : ",")
                    .append("[\"play song number ")
                    .append(i)
                    .append("\",\"music\"],[\"will it rain in town ")
                    .append(i)
                    .append("\",\"weather\"]");
        }
        Files.writeString(folder.resolve("data_full.json"), "{\"train\":[" + pairs + "],\"val\":[],\"test\":[]}");
        Files.writeString(folder.resolve("domains.json"), "{\"home\":[\"music\"],\"travel\":[\"weather\"]}");
        Path out = folder.resolve("out");
        String[] arguments = {
            "prequential",
            "--dataset",
            folder.toString(),
            "--per-domain=12",
            "--held-out=4",
            "--seeds=1,2",
            "--variants=no-share",
            "--drifts=abrupt",
            "--window=4",
            "--out",
            out.toString()
        };

        assertThat(Main.execute(arguments)).isZero();
        String runs = Files.readString(out.resolve("runs.jsonl"));
        assertThat(runs.lines()).hasSize(2 * 2);
        assertThat(Main.execute(arguments)).isZero();
        assertThat(out.resolve("runs.jsonl")).hasContent(runs.strip());
        assertThat(out.resolve("report.html")).content().contains("no-share + replay");
        assertThat(Main.execute("prequential", "--dataset", folder.toString(), "--domains=home"))
                .isEqualTo(2);
    }

    /** Real tuning and serving in both precisions; a second run finds everything done. */
    @Test
    void aSmallComparisonOfPrecisionsRunsFromTheCommandLine(@TempDir Path folder) throws IOException {
        StringBuilder csv = new StringBuilder("text,label\n");
        for (int i = 0; i < 20; i++) {
            csv.append("please play song number ").append(i).append(",music\n");
            csv.append("will it rain in town number ").append(i).append(",weather\n");
        }
        Path file = Files.writeString(folder.resolve("texts.csv"), csv);
        Path out = folder.resolve("out");
        String[] arguments = {
            "precision",
            "--dataset",
            file.toString(),
            "--seeds=1,2",
            "--variants=no-share",
            "--examples=16",
            "--test=8",
            "--epochs=2",
            "--batch=4",
            "--out",
            out.toString()
        };

        assertThat(Main.execute(arguments)).isZero();
        String runs = Files.readString(out.resolve("runs.jsonl"));
        assertThat(runs.lines()).hasSize(2 * 2);
        assertThat(Main.execute(arguments)).isZero();
        assertThat(out.resolve("runs.jsonl")).hasContent(runs.strip());
        assertThat(out.resolve("report.html"))
                .content()
                .contains("tuned and served in bfloat16", "no-share")
                .doesNotContain(folder.toString());
        assertThat(out.resolve("results.json"))
                .content()
                .contains("answersChanged")
                .doesNotContain("NaN");
        assertThat(Main.execute("precision", "--dataset", file.toString(), "--examples=100", "--test=8"))
                .isEqualTo(2);
        assertThat(Main.execute("precision", "--dataset", file.toString(), "--tuned-in=BFLOAT16"))
                .isEqualTo(2);
        assertThat(Main.execute("precision", "--dataset", file.toString(), "--tuned-in=FLOAT32,FLOAT16"))
                .isEqualTo(2);
        assertThat(Main.execute("precision", "--dataset", "missing.csv")).isEqualTo(1);
    }

    @Test
    void aSmallTimingOfStepsRunsFromTheCommandLine(@TempDir Path folder) throws IOException {
        assertThat(Main.execute(
                        "training-speed",
                        "--batch=2",
                        "--lengths=4,7",
                        "--variants=no-share",
                        "--rounds=2",
                        "--warmup=1",
                        "--out",
                        folder.resolve("speed").toString()))
                .isZero();
        // two precisions and the products, at two lengths
        assertThat(folder.resolve("speed").resolve("results.json"))
                .content()
                .containsPattern("(?s)(\"ratio\".*){6}")
                .doesNotContain("NaN");
        assertThat(folder.resolve("speed").resolve("report.html")).content().contains("<svg");
        assertThat(Main.execute("training-speed", "--rounds=0")).isEqualTo(2);
    }
}
