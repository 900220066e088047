package dev.affix.contracts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.util.List;
import java.util.Random;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** What is written directly are the bytes that data binding writes. */
class DirectWriterTest {
    @Test
    void theBytesAreThoseOfDataBinding() throws JsonProcessingException {
        RandomRecords records = new RandomRecords(new Random(4));
        for (int i = 0; i < 20_000; i++) {
            Object record = i % 2 == 0 ? records.scored() : records.prediction();
            assertThat(DirectWriter.write(record))
                    .isEqualTo(Json.write(record))
                    .isEqualTo(Json.mapper().writeValueAsBytes(record));
        }
    }

    /** So that it need not be able to write one, nor to say why it cannot. */
    @Test
    void noRecordHasHalfOfASurrogatePair() {
        for (String half : List.of("x\ud83d", "x\udc00", "\ud83dx", "\udc00x", "x\ud83d\ud83d")) {
            refused(() -> example("r", half, "l"));
            refused(() -> example(half, "t", "l"));
            refused(() -> example("r", "t", half));
            refused(() -> new ArmScore("e", "a", Samples.DIGEST, 1, half, true, 0, 0));
            refused(() -> new ArmAnswer("e", "a", Samples.DIGEST, 1, half, List.of(0f)));
            refused(() -> ArmAnswer.ofText("e", "a", Samples.DIGEST, 1, half, null));
        }
    }

    private static void refused(ThrowingCallable making) {
        assertThatThrownBy(making).isInstanceOf(InvalidField.class).hasMessageContaining("surrogate");
    }

    private static ScoredExample example(String requestId, String text, String label) {
        return new ScoredExample(
                requestId,
                text,
                label,
                Samples.POSITION,
                List.of(new ArmScore("e", "a", Samples.DIGEST, 1, "l", true, 0, 0)),
                Samples.TIME,
                Samples.TIME);
    }
}
