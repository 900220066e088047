package dev.affix.lab.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;

import org.junit.jupiter.api.Test;

class PairedTTestTest {
    /** Student, Biometrika 6 (1908): hours of sleep; the numbers are those of R's {@code t.test(sleep)}. */
    @Test
    void studentsOwnExample() {
        PairedTTest test = PairedTTest.of(new double[] {1.2, 2.4, 1.3, 1.3, 0, 1.0, 1.8, 0.8, 4.6, 1.4});

        assertThat(test.mean()).isCloseTo(1.58, offset(1e-12));
        assertThat(test.t()).isCloseTo(4.0621, offset(5e-5));
        assertThat(test.p()).isCloseTo(0.002833, offset(5e-7));
        assertThat(test.lower()).isCloseTo(0.7001142, offset(5e-7));
        assertThat(test.upper()).isCloseTo(2.4598858, offset(5e-7));
    }

    /** With two seeds and coarse scores differences are often equal: no spread, no evidence. */
    @Test
    void equalDifferencesAreNoEvidence() {
        assertThat(PairedTTest.of(new double[] {0.1 + 0.2, 0.3}).p()).isEqualTo(1);
        assertThat(PairedTTest.of(new double[] {0.1 + 0.2, 0.3}).points()).contains("unknown");
        assertThat(PairedTTest.of(new double[] {0, 0, 0}).p()).isEqualTo(1);
        assertThatThrownBy(() -> PairedTTest.of(new double[] {1})).hasMessageContaining("1 pairs");
    }

    /** R: {@code p.adjust(c(0.04, 0.01, 0.03, 0.02, 0.5), "holm")}. */
    @Test
    void holmsAdjustment() {
        assertThat(PairedTTest.holm(new double[] {0.04, 0.01, 0.03, 0.02, 0.5}))
                .containsExactly(new double[] {0.09, 0.05, 0.09, 0.08, 0.5}, offset(1e-12));
    }
}
