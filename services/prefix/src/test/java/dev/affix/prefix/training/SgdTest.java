package dev.affix.prefix.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class SgdTest {
    /** By hand: g = 0.5 * 4 + 0.1 * 10 = 3, m = 3, x = 10 - 0.3; then g = 2 + 0.97, m = 2.7 + 2.97, x = 9.7 - 0.567. */
    @Test
    void momentumAndDecayAreThoseOfTorch() {
        float[] values = {10};
        float[] momentum = {0};

        Sgd.step(values, new float[] {4}, 0.5, momentum, 0.1, 0.1);
        assertThat(values[0]).isCloseTo(9.7f, within(1e-5f));
        Sgd.step(values, new float[] {4}, 0.5, momentum, 0.1, 0.1);

        assertThat(momentum[0]).isCloseTo(5.67f, within(1e-5f));
        assertThat(values[0]).isCloseTo(9.133f, within(1e-5f));
    }
}
