package dev.affix.datasets;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DatasetTest {
    private static final Dataset TEN = new Dataset(
            "ten",
            IntStream.range(0, 10)
                    .mapToObj(i -> new LabelledText("text " + i, "label " + (9 - i) % 3))
                    .toList(),
            List.of());

    @Test
    void theSeedAloneDecidesTheOrder() {
        assertThat(TEN.shuffled(1)).isEqualTo(TEN.shuffled(1)).isNotEqualTo(TEN.shuffled(2));
        assertThat(TEN.shuffled(1)).containsExactlyInAnyOrderElementsOf(TEN.examples());
    }

    @Test
    void theOrderOfASeedNeverChangesBetweenVersions() {
        assertThat(TEN.shuffled(1).stream().map(LabelledText::text))
                .as("continuing an earlier run needs the same order")
                .containsExactly(
                        "text 9", "text 0", "text 4", "text 1", "text 7", "text 8", "text 5", "text 2", "text 3",
                        "text 6");
    }

    @Test
    void labelsAreDistinctAndSorted() {
        assertThat(TEN.labels()).containsExactly("label 0", "label 1", "label 2");
    }

    @Test
    void theDigestTellsContentApart() {
        Dataset split = new Dataset("a", List.of(new LabelledText("ab", "c")), List.of());
        Dataset other = new Dataset("a", List.of(new LabelledText("a", "bc")), List.of());

        assertThat(split.digest()).hasSize(64).isNotEqualTo(other.digest());
        assertThat(new Dataset("b", split.examples(), List.of()).digest()).isEqualTo(split.digest());
    }
}
