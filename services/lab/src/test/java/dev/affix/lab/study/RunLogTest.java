package dev.affix.lab.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunLogTest {
    private static final Map<String, Object> RUN = Map.of("seed", 42L, "rate", 1.0 / 3, "variant", "no-share");

    @TempDir
    private Path folder = Path.of("");

    @Test
    void whatWasAddedIsThereAfterReopening() throws IOException {
        Path file = folder.resolve("new").resolve("runs.jsonl");
        new RunLog(file).add(RUN, Map.of("correct", 7));

        assertThat(new RunLog(file).result(RUN)).hasValue(Map.of("correct", 7));
    }

    @Test
    void anySettingThatDiffersIsAnotherRun() throws IOException {
        RunLog log = new RunLog(folder.resolve("runs.jsonl"));
        log.add(RUN, Map.of("correct", 7));

        assertThat(log.result(Map.of("seed", 42L, "rate", 1.0, "variant", "no-share")))
                .isEmpty();
        assertThat(log.result(Map.of("seed", 42L, "rate", 1.0 / 3))).isEmpty();
    }

    @Test
    void aLineThatWasCutOffIsRunAgain() throws IOException {
        Path file = folder.resolve("runs.jsonl");
        new RunLog(file).add(RUN, Map.of("correct", 7));
        Files.writeString(file, "{\"run\":{\"seed\":4", StandardOpenOption.APPEND);

        RunLog log = new RunLog(file);
        log.add(Map.of("seed", 4), Map.of("correct", 1));

        assertThat(log.result(RUN)).isPresent();
        assertThat(new RunLog(file).result(Map.of("seed", 4))).hasValue(Map.of("correct", 1));
    }

    @Test
    void aBrokenLineIsNamed() throws IOException {
        Path file = folder.resolve("runs.jsonl");
        Files.writeString(file, "nonsense\n");

        assertThatThrownBy(() -> new RunLog(file))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("line 1");
    }
}
