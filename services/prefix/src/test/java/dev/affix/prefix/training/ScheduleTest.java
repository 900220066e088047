package dev.affix.prefix.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScheduleTest {
    /** By hand from the formulas of transformers' schedules. */
    @ParameterizedTest
    @CsvSource({
        "CONSTANT, 0, 0, 1, 1",
        "CONSTANT, 0, 0, 1000000, 1",
        "CONSTANT, 4, 0, 1, 0",
        "CONSTANT, 4, 0, 4, 0.75",
        "CONSTANT, 4, 0, 5, 1",
        "LINEAR, 0, 10, 1, 1",
        "LINEAR, 0, 10, 10, 0.1",
        "LINEAR, 0, 10, 11, 0",
        "LINEAR, 2, 10, 2, 0.5",
        "LINEAR, 2, 10, 7, 0.5",
        "COSINE, 2, 10, 3, 1",
        "COSINE, 2, 10, 5, 0.8535533905932737",
        "COSINE, 2, 10, 7, 0.5",
        "COSINE, 2, 10, 12, 0"
    })
    void theFactorIsThatOfTheFormula(Schedule.Kind kind, long warmup, long total, long step, double factor) {
        assertThat(new Schedule(kind, warmup, total).factor(step)).isCloseTo(factor, within(1e-15));
    }

    @ParameterizedTest
    @CsvSource({
        "LINEAR, 0, 0, totalSteps is 0",
        "COSINE, 5, 5, totalSteps is 5",
        "CONSTANT, 0, 9, totalSteps is 9",
        "CONSTANT, -1, 0, warmupSteps is -1"
    })
    void aDecayNeedsItsEndAndNothingElseHasOne(Schedule.Kind kind, long warmup, long total, String reason) {
        assertThatThrownBy(() -> new Schedule(kind, warmup, total))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(reason);
    }
}
