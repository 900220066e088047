package dev.affix.lab.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;

import org.junit.jupiter.api.Test;

class McNemarTest {
    /** R: {@code binom.test(2, 10)$p.value} is 112/1024, and {@code binom.test(0, 6)} is 2/64. */
    @Test
    void theExactBinomialTail() {
        assertThat(McNemar.of(8, 2).p()).isCloseTo(112.0 / 1024, offset(1e-12));
        assertThat(McNemar.of(2, 8).p()).isCloseTo(112.0 / 1024, offset(1e-12));
        assertThat(McNemar.of(0, 6).p()).isCloseTo(2.0 / 64, offset(1e-12));
    }

    @Test
    void noEvidenceWithoutDifference() {
        assertThat(McNemar.of(0, 0).p()).isEqualTo(1);
        assertThat(McNemar.of(5, 5).p()).isEqualTo(1);
        assertThatThrownBy(() -> McNemar.of(-1, 5)).hasMessageContaining("-1 and 5");
    }
}
