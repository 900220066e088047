package dev.affix.lab.texts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class TextsCommandTest {
    @TempDir
    private Path folder = Path.of("");

    private final StringWriter said = new StringWriter();
    private final CommandLine command = new CommandLine(new TextsCommand())
            .setOut(new PrintWriter(said))
            .setExecutionExceptionHandler((exception, line, parsed) -> {
                said.append(exception.getMessage());
                return exception instanceof IllegalArgumentException ? 2 : 1;
            });
    private Path file = Path.of("");

    @BeforeEach
    void fileInFolder() {
        file = folder.resolve("texts.jsonl");
    }

    private int run(String... options) {
        String[] all = new String[options.length + 3];
        System.arraycopy(options, 0, all, 0, options.length);
        all[options.length] = "--output";
        all[options.length + 1] = folder.toString();
        all[options.length + 2] = file.toString();
        return command.execute(all);
    }

    private JsonNode results() throws IOException {
        return new JsonMapper().readTree(folder.resolve("results.json").toFile());
    }

    /** One arm knows the text, one says it without its last word, one is like the second. */
    @Test
    void theArmThatIsRightMoreOftenIsFoundAndEqualOnesAreEquivalent() throws IOException {
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < 400; i++) {
            lines.append("""
                    {"reference": "the cat sat on mat %1$d", "texts": {"right": "the cat sat on mat %1$d", "short": "the cat sat on mat", "again": "the cat sat on mat"}}
                    """.formatted(i));
        }
        Files.writeString(file, lines);
        assertThat(run("--score", "exact-match", "--margin", "0.05")).isZero();
        JsonNode scores = results().path("scores");
        assertThat(scores.path("right").properties())
                .allMatch(score -> score.getValue().asDouble() == 1);
        assertThat(scores.at("/short/exact-match").asDouble()).isZero();
        // Five words of six, all of them right: precision 1, recall 5/6.
        assertThat(scores.at("/short/rouge-l").asDouble()).isEqualTo(10.0 / 11, offset(1e-12));
        // All precisions are 1; what is left is the brevity penalty.
        assertThat(scores.at("/short/bleu").asDouble()).isEqualTo(Math.exp(1 - 6.0 / 5), offset(1e-12));
        JsonNode pairs = results().path("pairs");
        assertThat(pairs)
                .extracting(pair -> pair.path("outcome").asText())
                .containsExactly("A_BETTER", "A_BETTER", "EQUIVALENT");
        assertThat(pairs.get(0).path("decidedAfter").asInt()).isBetween(5, 100);
        assertThat(said.toString()).contains("| right | short |", "right is better", "equivalent");
        assertThat(folder.resolve("report.html")).content().contains("<svg", "equivalent");
    }

    @Test
    void oneArmIsScoredAndComparedWithNobody() throws IOException {
        Files.writeString(file, "{\"reference\": \"a b\", \"texts\": {\"only\": \"a b\"}}\n\n");
        assertThat(run()).isZero();
        assertThat(results().path("texts").asInt()).isEqualTo(1);
        assertThat(results().path("pairs")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    {"reference": "x"}                                   | texts.jsonl:2: field 'texts' is missing or has no arm
                    {"reference": "x", "texts": {"a": 3}}                | texts.jsonl:2: field 'texts.a' is missing or not a text
                    {"texts": {"a": "x"}}                                | texts.jsonl:2: field 'reference' is missing or not a text
                    {"reference": "x", "texts": {"b": "x"}}              | texts.jsonl:2: field 'texts' has the arms [b]; the first line has [a]
                    {"reference": "x", "texts": {"a": "x"}               | texts.jsonl:2, column
                    """)
    void whatCannotBeReadIsNamedByLineAndField(String line, String message) throws IOException {
        Files.writeString(file, "{\"reference\": \"x\", \"texts\": {\"a\": \"x\"}}\n" + line + "\n");
        assertThat(run()).isEqualTo(1);
        assertThat(said.toString()).contains(message);
    }

    @Test
    void bleuComparesNoPairs() throws IOException {
        Files.writeString(file, "{\"reference\": \"x\", \"texts\": {\"a\": \"x\"}}\n");
        assertThat(run("--score", "bleu")).isEqualTo(2);
        assertThat(said.toString()).contains("exact-match, rouge-l, chrf");
    }
}
