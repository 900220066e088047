package dev.affix.prefix.training;

/**
 * AdamW with bias correction and decoupled decay (Loshchilov and Hutter, arXiv 1711.05101, algorithm 2), beta 0.9 and
 * 0.999, epsilon 1e-8. State is float32, arithmetic is double and uses no function that may differ between machines.
 */
final class AdamW {
    static final double BETA_1 = 0.9;
    static final double BETA_2 = 0.999;
    static final double EPSILON = 1e-8;

    private AdamW() {}

    /**
     * Makes step {@code t} (from 1) in place.
     *
     * @param scale factor on the gradient, for clipping
     */
    static void step(
            float[] values,
            float[] gradient,
            double scale,
            float[] first,
            float[] second,
            long t,
            double learningRate,
            double weightDecay) {
        double correction1 = 1 - StrictMath.pow(BETA_1, (double) t);
        double correction2 = 1 - StrictMath.pow(BETA_2, (double) t);
        for (int i = 0; i < values.length; i++) {
            double g = gradient[i] * scale;
            first[i] = (float) (BETA_1 * first[i] + (1 - BETA_1) * g);
            second[i] = (float) (BETA_2 * second[i] + (1 - BETA_2) * g * g);
            double step = first[i] / correction1 / (Math.sqrt(second[i] / correction2) + EPSILON);
            values[i] = (float) (values[i] - learningRate * (step + weightDecay * values[i]));
        }
    }
}
