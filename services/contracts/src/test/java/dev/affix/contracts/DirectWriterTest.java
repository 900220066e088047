package dev.affix.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.util.Random;
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
}
