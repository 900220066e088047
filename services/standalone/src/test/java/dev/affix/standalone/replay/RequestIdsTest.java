package dev.affix.standalone.replay;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequestIdsTest {
    private final RequestIds ids = RequestIds.of("wordnet", 3);

    @Test
    void anIdLeadsBackToItsIndex() {
        assertThat(ids.id(12)).isEqualTo("wordnet-3-12");
        assertThat(ids.index("wordnet-3-12")).isEqualTo(OptionalInt.of(12));
        assertThat(ids.index("wordnet-3-0")).isEqualTo(OptionalInt.of(0));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "wordnet-4-12",
                "wordnet-3-",
                "wordnet-3-x",
                "wordnet-3-012",
                "wordnet-3-1e3",
                "12",
                "wordnet-3-9999999999"
            })
    void otherIdsAreOfNoStream(String id) {
        assertThat(ids.index(id)).isEmpty();
    }
}
