package dev.affix.prefix.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import dev.affix.prefix.engine.Backbones;
import java.util.Random;
import org.junit.jupiter.api.Test;

class AdamWTest {
    /** First step: both bias corrections cancel, so the step is lr * g / (|g| + eps), whatever the size of g. */
    @Test
    void theFirstStepIsTheRateInTheGradientsDirection() {
        float[] values = {1, 1, 1, 1};
        float[] gradient = {5, -5e-3f, 0, 1e-8f};

        AdamW.step(values, gradient, 1, new float[4], new float[4], 1, 0.1, 0);

        assertThat(values[0]).isCloseTo(0.9f, offset(1e-6f));
        assertThat(values[1]).isCloseTo(1.1f, offset(1e-6f));
        assertThat(values[2]).isEqualTo(1);
        assertThat(values[3]).isCloseTo(0.95f, offset(1e-6f));
    }

    /** A constant gradient leaves both hats at g and g^2, so every step is the rate: closed form without decay. */
    @Test
    void underAConstantGradientEveryStepIsTheRate() {
        float[] values = {0};
        float[] first = new float[1];
        float[] second = new float[1];
        for (int t = 1; t <= 100; t++) {
            AdamW.step(values, new float[] {-3}, 1, first, second, t, 0.01, 0);
            assertThat(values[0]).isCloseTo(0.01f * t, offset(1e-5f));
        }
    }

    /** Decoupled: decay shrinks a value by lr * decay and stays out of the moments. */
    @Test
    void decayIsDecoupledFromTheGradient() {
        float[] values = {2, -4};
        float[] first = new float[2];
        float[] second = new float[2];

        AdamW.step(values, new float[2], 1, first, second, 1, 0.1, 0.5);

        assertThat(values).containsExactly(1.9f, -3.8f);
        assertThat(first).containsOnly(0);
        assertThat(second).containsOnly(0);
    }

    /** 200 random steps against the algorithm in double precision with its hats written out. */
    @Test
    void manyStepsAreThoseOfTheAlgorithmInDoublePrecision() {
        Random random = new Random(4);
        int n = 50;
        float[] values = new float[n];
        double[] expected = new double[n];
        for (int i = 0; i < n; i++) {
            values[i] = (float) random.nextGaussian();
            expected[i] = values[i];
        }
        float[] first = new float[n];
        float[] second = new float[n];
        double[] m = new double[n];
        double[] v = new double[n];
        for (int t = 1; t <= 200; t++) {
            float[] gradient = new float[n];
            double scale = random.nextDouble();
            for (int i = 0; i < n; i++) {
                gradient[i] = (float) (random.nextGaussian() * Math.pow(10, i % 5 - 3));
                double g = gradient[i] * scale;
                m[i] = 0.9 * m[i] + 0.1 * g;
                v[i] = 0.999 * v[i] + 0.001 * g * g;
                double mHat = m[i] / (1 - Math.pow(0.9, t));
                double vHat = v[i] / (1 - Math.pow(0.999, t));
                expected[i] -= 0.01 * (mHat / (Math.sqrt(vHat) + 1e-8) + 0.1 * expected[i]);
            }
            AdamW.step(values, gradient, scale, first, second, t, 0.01, 0.1);
        }
        float[] rounded = new float[n];
        for (int i = 0; i < n; i++) {
            rounded[i] = (float) expected[i];
        }
        // 200 roundings to float32 of values of about 1, and moments that are rounded too.
        assertThat(Backbones.difference(values, rounded)).isLessThanOrEqualTo(2e-5);
    }
}
