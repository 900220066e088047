package dev.affix.inference.completions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.affix.inference.generation.StopText;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CompletionTest {
    private static CompletionRequest request(String json) {
        return CompletionRequest.of(json.getBytes(StandardCharsets.UTF_8));
    }

    private static String cut(List<String> stops, String... pieces) {
        StopText stop = new StopText(stops);
        StringBuilder text = new StringBuilder();
        for (String piece : pieces) {
            text.append(stop.next(piece));
            assertThat(stops)
                    .as("given out too early")
                    .noneMatch(one -> text.toString().contains(one));
        }
        return text + (stop.found() ? "!" : stop.rest());
    }

    @Test
    void aTextEndsBeforeAStopHoweverItIsCutIntoPieces() {
        assertThat(cut(List.of("END"), "a E", "N", "D b")).isEqualTo("a !");
        assertThat(cut(List.of("END"), "a E", "N", "E b")).isEqualTo("a ENE b");
        assertThat(cut(List.of("END"), "ENENEND")).isEqualTo("ENEN!");
        assertThat(cut(List.of("END", "a E"), "xa E", "ND")).isEqualTo("x!");
        assertThat(cut(List.of("END"), "EN")).isEqualTo("EN");
        assertThat(cut(List.of(), "EN", "D")).isEqualTo("END");
    }

    @Test
    void whatIsLeftOutIsOpenAisDefault() {
        CompletionRequest request = request("{\"model\": \"m\", \"prompt\": [\"p\"], \"n\": 1, \"echo\": false}");
        assertThat(request.prompt()).isEqualTo("p");
        assertThat(request.maxTokens()).isEqualTo(16);
        assertThat(request.sampling().temperature()).isEqualTo(1);
        assertThat(request.sampling().topP()).isEqualTo(1);
        assertThat(request.seed()).isNull();
        assertThat(request.stream()).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'prompt': 'p' | model",
                "'model': 'm' | prompt",
                "'model': 'm', 'prompt': ['a', 'b'] | prompt",
                "'model': 'm', 'prompt': [1, 2] | prompt",
                "'model': 'm', 'prompt': 'p', 'max_tokens': 0 | max_tokens",
                "'model': 'm', 'prompt': 'p', 'max_tokens': 1.5 | max_tokens",
                "'model': 'm', 'prompt': 'p', 'temperature': -1 | temperature",
                "'model': 'm', 'prompt': 'p', 'temperature': 1e999 | temperature",
                "'model': 'm', 'prompt': 'p', 'top_p': 0 | top_p",
                "'model': 'm', 'prompt': 'p', 'n': 2 | n",
                "'model': 'm', 'prompt': 'p', 'echo': true | echo",
                "'model': 'm', 'prompt': 'p', 'logprobs': 3 | logprobs",
                "'model': 'm', 'prompt': 'p', 'stop': ['1','2','3','4','5'] | stop",
                "'model': 'm', 'prompt': 'p', 'stop': '' | stop",
                "'model': 'm', 'prompt': 'p', 'stop': '\\udc36' | stop",
                "'model': 'm', 'prompt': '\\ud83d' | prompt",
                "'model': 'm', 'prompt': 'p', 'stream': 'yes' | stream",
                "'model': 'm', 'prompt': 'p', 'seed': 'x' | seed",
            },
            quoteCharacter = '"')
    void whatCannotBeIsRefusedByItsName(String fields, String named) {
        assertThatThrownBy(() -> request("{" + fields.replace('\'', '"') + "}"))
                .isInstanceOfSatisfying(CompletionException.class, problem -> {
                    assertThat(problem.status()).isEqualTo(400);
                    assertThat(problem.field()).isEqualTo(named);
                    assertThat(problem).hasMessageContaining("'" + named + "'");
                });
    }
}
