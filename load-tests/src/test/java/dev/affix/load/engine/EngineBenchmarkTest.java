package dev.affix.load.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class EngineBenchmarkTest {
    @Test
    void everyQuestionIsAnsweredForEveryCell(@TempDir Path folder) throws IOException {
        int code = new CommandLine(new EngineBenchmark())
                .execute("--batches=1,2", "--lengths=8", "--rounds=1", "--warmup=0", "--out", folder.toString());

        assertThat(code).isZero();
        // Four questions in each of two cells, and adapters mixed in one batch.
        assertThat(folder.resolve("results.json"))
                .content()
                .containsPattern("(?s)(\"ratioOfTimes\".*){9}")
                .doesNotContain("NaN");
        assertThat(folder.resolve("report.html")).content().contains("<svg").contains("ONNX Runtime");
    }
}
