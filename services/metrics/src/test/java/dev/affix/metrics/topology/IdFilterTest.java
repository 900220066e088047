package dev.affix.metrics.topology;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Ids as clients have them: counted, counted within a day, at random. */
class IdFilterTest {
    static Stream<Named<IntFunction<String>>> ids() {
        return List.<Named<IntFunction<String>>>of(
                Named.of("counted", i -> "request-" + i),
                Named.of("padded", i -> String.format("2026-11-28/%09d", i)),
                Named.of("scattered", i -> Long.toHexString(i * 0x9E3779B97F4A7C15L)))
                .stream();
    }

    @ParameterizedTest
    @MethodSource("ids")
    void eachIdIsKnownAndFewOthersAre(IntFunction<String> id) {
        IdFilter filter = new IdFilter();
        IntStream.range(0, IdFilter.IDS).forEach(i -> filter.add(IdFilter.hash(id.apply(i))));
        assertThat(IntStream.range(0, IdFilter.IDS)).allMatch(i -> filter.mayHave(IdFilter.hash(id.apply(i))));
        int others = 200_000;
        assertThat(IntStream.range(IdFilter.IDS, IdFilter.IDS + others)
                        .filter(i -> filter.mayHave(IdFilter.hash(id.apply(i))))
                        .count())
                .isLessThan(others / 100);
    }
}
