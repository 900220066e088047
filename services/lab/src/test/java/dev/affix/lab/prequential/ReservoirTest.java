package dev.affix.lab.prequential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class ReservoirTest {
    /** Each of 50 is kept in 10 of 50 cases; over 5,000 repeats that is 1,000 with a standard deviation of 28. */
    @Test
    void everyItemIsKeptEquallyOften() {
        int[] kept = new int[50];
        for (int repeat = 0; repeat < 5000; repeat++) {
            Reservoir<Integer> reservoir = new Reservoir<>(10, repeat);
            for (int i = 0; i < 50; i++) {
                reservoir.add(i);
            }
            assertThat(reservoir.kept()).hasSize(10).doesNotHaveDuplicates();
            reservoir.kept().forEach(item -> kept[item]++);
        }

        for (int count : kept) {
            assertThat(count).isCloseTo(1000, within(150));
        }
    }

    @Test
    void nothingIsDrawnFromNothing() {
        assertThat(new Reservoir<String>(3, 1).draw(5)).isEmpty();
    }

    @Test
    void drawsAreOfWhatIsKeptWithReplacement() {
        Reservoir<String> reservoir = new Reservoir<>(3, 1);
        reservoir.add("a");
        reservoir.add("b");

        assertThat(reservoir.draw(20)).hasSize(20).containsOnly("a", "b").contains("a", "b");
    }
}
