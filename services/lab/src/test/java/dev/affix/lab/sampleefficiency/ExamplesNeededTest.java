package dev.affix.lab.sampleefficiency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import dev.affix.lab.sampleefficiency.ExamplesNeeded.Kind;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ExamplesNeededTest {
    /** Accuracy 0.1 + 0.1 ln(n), so that a level needs exp((level - 0.1) / 0.1) examples. */
    private static SortedMap<Integer, Double> curve() {
        SortedMap<Integer, Double> curve = new TreeMap<>();
        for (int n : new int[] {10, 50, 100, 400, 1000}) {
            curve.put(n, 0.1 + 0.1 * Math.log(n));
        }
        return curve;
    }

    @Test
    void aLogarithmicCurveIsReadOffExactly() {
        for (double level : new double[] {0.35, 0.4, 0.5, 0.6, 0.75}) {
            ExamplesNeeded needed = ExamplesNeeded.of(curve(), level);

            assertThat(needed.kind()).isEqualTo(Kind.REACHED);
            assertThat(needed.examples()).isCloseTo(Math.exp((level - 0.1) / 0.1), offset(1e-9 * needed.examples()));
        }
    }

    @Test
    void aSizeThatHasTheLevelIsWhatIsNeeded() {
        assertThat(ExamplesNeeded.of(curve(), 0.1 + 0.1 * Math.log(100)).examples())
                .isCloseTo(100, offset(1e-9));
    }

    @Test
    void outsideTheSizesThereIsNoNumber() {
        assertThat(ExamplesNeeded.of(curve(), 0.9)).isEqualTo(new ExamplesNeeded(Kind.NOT_REACHED, Double.NaN));
        assertThat(ExamplesNeeded.of(curve(), 0.2)).isEqualTo(new ExamplesNeeded(Kind.AT_ONCE, 10));
    }

    @Test
    void aCurveThatFallsAgainCountsFromWhereItFirstReached() {
        SortedMap<Integer, Double> curve = new TreeMap<>();
        curve.put(10, 0.2);
        curve.put(100, 0.6);
        curve.put(1000, 0.5);

        assertThat(ExamplesNeeded.of(curve, 0.4).examples()).isCloseTo(Math.sqrt(10 * 100), offset(1e-9));
    }
}
