package dev.affix.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
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

    @Test
    void halvesOfSurrogatePairsAreTreatedAsByDataBinding() {
        for (String half : List.of("x\ud83d", "x\udc00", "\ud83dx", "\udc00x", "x\ud83d\ud83d")) {
            ScoredExample example = new ScoredExample(
                    "r",
                    half,
                    "l",
                    Samples.POSITION,
                    List.of(new ArmScore("e", "a", Samples.DIGEST, 1, "l", true, 0, 0)),
                    Samples.TIME,
                    Samples.TIME);
            assertThat(outcome(() -> Json.write(example)))
                    .isEqualTo(outcome(() -> Json.mapper().writeValueAsBytes(example)));
        }
    }

    /** Returns the bytes, or why there are none. */
    private static String outcome(Callable<byte[]> writing) {
        try {
            return new String(writing.call(), StandardCharsets.UTF_8);
        } catch (Exception e) {
            Throwable cause = e instanceof IllegalArgumentException && e.getCause() != null ? e.getCause() : e;
            return cause.toString();
        }
    }
}
