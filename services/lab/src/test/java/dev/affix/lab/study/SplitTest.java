package dev.affix.lab.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.affix.datasets.LabelledText;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SplitTest {
    private static final int[] COUNTS = {400, 200, 200, 100, 100};

    /** Five labels with 400, 200, 200, 100 and 100 texts, label after label. */
    private static final List<LabelledText> EXAMPLES = examples();

    private final Split split = new Split(EXAMPLES, 100, 100, 200);

    private static List<LabelledText> examples() {
        List<LabelledText> examples = new ArrayList<>();
        for (int label = 0; label < COUNTS.length; label++) {
            for (int i = 0; i < COUNTS[label]; i++) {
                examples.add(new LabelledText("text " + label + " " + i, "label " + label));
            }
        }
        return examples;
    }

    @Test
    void noExampleIsInTwoPartsOfASeed() {
        for (long seed = 1; seed <= 3; seed++) {
            List<LabelledText> all = new ArrayList<>(split.tuning());
            all.addAll(split.validation());
            all.addAll(split.test(seed));
            all.addAll(split.training(seed, split.available()));

            assertThat(all).hasSize(1000).doesNotHaveDuplicates();
        }
    }

    @Test
    void everyPartHasTheLabelsInProportion() {
        for (List<LabelledText> part : Arrays.asList(
                split.tuning(), split.validation(), split.test(7), split.training(7, 50), split.training(7, 600))) {
            for (int label = 0; label < COUNTS.length; label++) {
                String name = "label " + label;
                long count = part.stream().filter(e -> e.label().equals(name)).count();

                assertThat((double) count)
                        .as("%s of %d", name, part.size())
                        .isCloseTo(COUNTS[label] / 1000.0 * part.size(), within(2.0));
            }
        }
    }

    @Test
    void smallerTrainingSetsArePartsOfLargerOnes() {
        List<LabelledText> all = split.training(7, 400);

        assertThat(split.training(7, 40)).isEqualTo(all.subList(0, 40));
        assertThat(split.training(7, 100)).isEqualTo(all.subList(0, 100));
    }

    @Test
    void seedsHaveTheirOwnPartsAndTheSameSeedTheSame() {
        Set<LabelledText> common = new HashSet<>(split.test(1));
        common.retainAll(split.test(2));

        assertThat(common.size()).isLessThan(100);
        assertThat(new Split(EXAMPLES, 100, 100, 200).test(1)).isEqualTo(split.test(1));
    }

    @Test
    void theSameTextIsNeverOnBothSides() {
        List<LabelledText> twice = new ArrayList<>(EXAMPLES);
        twice.addAll(EXAMPLES);

        assertThat(new Split(twice, 100, 100, 200).available()).isEqualTo(600);
    }

    @Test
    void tooFewExamplesAreRefused() {
        assertThatThrownBy(() -> new Split(EXAMPLES, 500, 300, 200))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("1000 different texts");
    }
}
