package dev.affix.load.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.affix.prefix.engine.EngineSettings;
import dev.affix.prefix.engine.Precision;
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
        // In each of two cells three questions, and one of bfloat16 where the processor has it; and adapters mixed in
        // one batch.
        boolean wide = new EngineSettings(1, "cpu", Precision.BFLOAT16).advice().isEmpty();
        int answers = (wide ? 8 : 6) + 1;
        assertThat(folder.resolve("results.json"))
                .content()
                .containsPattern("(?s)(\"ratioOfTimes\".*){" + answers + "}")
                .doesNotContainPattern("(?s)(\"ratioOfTimes\".*){" + (answers + 1) + "}")
                .doesNotContain("NaN");
        assertThat(folder.resolve("report.html")).content().contains("<svg").contains("ONNX Runtime");
    }
}
