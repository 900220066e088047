package dev.affix.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.affix.load.MemoryTrend.Sample;
import org.junit.jupiter.api.Test;

class MemoryTrendTest {
    @Test
    void growthIsThatOfTheLastQuarterOverTheFirstAfterWarmUp() {
        MemoryTrend trend = new MemoryTrend();
        for (int second = 0; second < 20; second++) {
            // A steep warm-up of 4 seconds, then a leak of resident memory and none of the heap.
            trend.add(new Sample(second, second < 4 ? second : 100 + second, second < 4 ? second : 50));
        }

        // Medians of seconds 4 to 7 and 16 to 19.
        assertThat(trend.residentGrowth(4)).isCloseTo(117.5 / 105.5 - 1, within(1e-9));
        assertThat(trend.heapGrowth(4)).isZero();
    }

    @Test
    void tooFewSamplesAreNoAnswer() {
        MemoryTrend trend = new MemoryTrend();
        trend.add(new Sample(0, 1, 1));
        trend.add(new Sample(9, 1, 1));

        assertThatThrownBy(() -> trend.heapGrowth(5)).hasMessageContaining("run for longer");
    }
}
