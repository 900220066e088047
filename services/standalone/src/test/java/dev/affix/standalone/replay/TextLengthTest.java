package dev.affix.standalone.replay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.affix.contracts.InferenceRequest;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TextLengthTest {
    @ParameterizedTest
    @CsvSource({
        "one, up to 5 words",
        "a b c d e, up to 5 words",
        "a b c d e f, 6 to 12 words",
        "' a b c d e  f g h i j k l ', 6 to 12 words",
        "a b c d e f g h i j k l m, more than 12 words"
    })
    void aRequestSaysHowLongItsTextIs(String text, String length) {
        InferenceRequest request = new InferenceRequest("r", text, null, null, TextLength.attributes(text));
        assertThat(request.attributes()).containsExactly(Map.entry("length", length));
    }
}
