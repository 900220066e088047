package dev.affix.standalone.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OptionValuesTest {
    @ParameterizedTest
    @CsvSource({"500ms,500", "3s,3000", "3,3000", "1.5s,1500", "2m,120000", "0,0"})
    void durationsAreReadInTheirUnit(String value, long millis) {
        assertThat(OptionValues.duration("--label-delay", value)).isEqualTo(Duration.ofMillis(millis));
    }

    @Test
    void maxAndZeroMeanNoLimit() {
        assertThat(OptionValues.rate("max")).isInfinite();
        assertThat(OptionValues.rate("0")).isInfinite();
        assertThat(OptionValues.rate("2.5")).isEqualTo(2.5);
    }
}
