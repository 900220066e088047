package dev.affix.standalone.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class TextTest {
    @Test
    void numbersReadTheSameInEveryLocale() {
        assertThat(Text.count(1_234_567)).isEqualTo("1,234,567");
        assertThat(Text.percent(0.61249)).isEqualTo("61.2%");
        assertThat(Text.points(0.0812)).isEqualTo("+8.1");
        assertThat(Text.points(-0.0812)).isEqualTo("-8.1");
        assertThat(Text.decimal(1.23456)).isEqualTo("1.235");
        assertThat(Text.bytes(312L << 20)).isEqualTo("312 MiB");
        assertThat(Text.bytes(3174L << 20)).isEqualTo("3.1 GiB");
    }

    @Test
    void whatIsNotKnownIsADash() {
        assertThat(Text.percent(null)).isEqualTo("-");
        assertThat(Text.points(null)).isEqualTo("-");
        assertThat(Text.decimal(Double.NaN)).isEqualTo("-");
        assertThat(Text.eValue(null)).isEqualTo("-");
    }

    @Test
    void eValuesStayReadableOverAllTheirRange() {
        assertThat(Text.eValue(0.0)).isEqualTo("0.00");
        assertThat(Text.eValue(12.345)).isEqualTo("12.35");
        assertThat(Text.eValue(1.234e7)).isEqualTo("1.2e+07");
        assertThat(Text.eValue(1e-9)).isEqualTo("1.0e-09");
        assertThat(Text.eValue(Double.POSITIVE_INFINITY)).isEqualTo(">1e99");
    }

    @Test
    void durationsUseTheUnitsTheyNeed() {
        assertThat(Text.duration(Duration.ofMillis(41_600))).isEqualTo("42s");
        assertThat(Text.duration(Duration.ofSeconds(187))).isEqualTo("3:07");
        assertThat(Text.duration(Duration.ofSeconds(3_723))).isEqualTo("1:02:03");
    }
}
