package dev.affix.load.texts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.affix.contracts.Generation;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged registry, inference with a decoder, and metrics, on a real broker and database. */
class TextRunIT {
    @Test
    void armsThatGenerateTextsAreComparedAndThePageShowsTheirScores(@TempDir Path directory) throws Exception {
        List<String> prompts = IntStream.range(0, 120)
                .mapToObj(i -> "prompt " + Integer.toString(i, 26 + 10) + " of many")
                .toList();
        TextRun.Result result = new TextRun(
                        Path.of("..").toAbsolutePath().normalize(),
                        directory.resolve("run"),
                        RandomLlama.write(directory.resolve("model")),
                        new Generation(24, List.of()))
                .run(prompts);
        assertThat(result.problems()).isEmpty();
        assertThat(result.scores().keySet()).containsExactly("strong", "slight");
        assertThat(result.live().at("/pairs/0/n").asInt()).isEqualTo(120);
        assertThat(result.live().at("/pairs/0/verdict").asText()).isEqualTo("B better");
        assertThat(result.live().at("/counts/deadLetters").asInt()).isZero();
    }
}
