package dev.affix.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.withinPercentage;

import org.junit.jupiter.api.Test;

class PowerTest {
    @Test
    void theClosedFormIsWithinAThirdOfTheSimulatedMedian() {
        for (Power power : new Power[] {
            new Power(0.05, 0.01, 0.25, 0.15), new Power(0.05, 0.05, 0.06, 0.06), new Power(0.1, 0.01, 0.02, 0.1)
        }) {
            Power.Needed needed = power.simulated(200, 30_000, 1);
            assertThat(needed.decided()).isGreaterThan(0.99);
            assertThat((double) power.roughly() / needed.median())
                    .as("%s", power)
                    .isBetween(0.67, 1.5);
            assertThat(needed.ninetieth()).isGreaterThan(needed.median());
        }
    }

    @Test
    void halfTheDifferenceTakesAboutFourTimesTheExamples() {
        long wide = new Power(0.05, 0, 0.22, 0.18).roughly();
        long narrow = new Power(0.05, 0, 0.21, 0.19).roughly();
        assertThat((double) narrow / wide).isBetween(3.5, 6.0);
    }

    @Test
    void whatIsExpectedOfExamplesSoFarIsWhatIsExpectedOfTheirFrequencies() {
        DifferenceSums sums = DifferenceSums.NONE;
        for (int i = 0; i < 20_000; i++) {
            sums = sums.plus(i % 20 < 5 ? 1 : i % 20 < 8 ? -1 : 0);
        }
        assertThat((double) Power.roughly(0.05, 0.01, sums))
                .isCloseTo((double) new Power(0.05, 0.01, 0.25, 0.15).roughly(), withinPercentage(1));
    }

    @Test
    void whatCannotBeFoundIsSaid() {
        assertThat(new Power(0.05, 0, 0.1, 0.1).roughly()).isEqualTo(Power.MAX_EXAMPLES);
        Power.Needed none = new Power(0.05, 0, 0.01, 0.01).simulated(10, 100, 1);
        assertThat(none.mean()).isNaN();
        assertThat(none.median()).isEqualTo(Long.MAX_VALUE);
        assertThatThrownBy(() -> new Power(0.05, 0, 0.7, 0.4)).hasMessageContaining("winA");
    }
}
