package dev.affix.inference.roster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ArmChoiceTest {
    @Test
    void aUnitKeepsItsArmInEveryVersionOfTheSoftware() {
        // Computed with sha256sum of experiment, a zero byte and unit; first 16 hexadecimal digits modulo 3.
        assertThat(IntStream.range(0, 8).map(unit -> ArmChoice.of("wordnet", "user-" + unit, 3)))
                .containsExactly(2, 0, 0, 0, 2, 1, 1, 2);
        assertThat(ArmChoice.of("wordnet", "Zoë", 7)).isEqualTo(0);
    }

    @Test
    void unitsSpreadUniformlyOverArms() {
        int units = 30_000;
        int arms = 5;
        long[] counts = new long[arms];
        for (int unit = 0; unit < units; unit++) {
            counts[ArmChoice.of("wordnet", "user-" + unit, arms)]++;
        }
        double expected = (double) units / arms;
        double chiSquare = 0;
        for (long count : counts) {
            chiSquare += (count - expected) * (count - expected) / expected;
        }
        // 99.99 % quantile of chi-square with 4 degrees of freedom.
        assertThat(chiSquare).isLessThan(23.5);
    }

    @Test
    void experimentsChooseIndependently() {
        int units = 10_000;
        long same = IntStream.range(0, units)
                .filter(unit -> ArmChoice.of("first", "u" + unit, 2) == ArmChoice.of("second", "u" + unit, 2))
                .count();
        assertThat(same).isBetween(4_750L, 5_250L);
    }
}
