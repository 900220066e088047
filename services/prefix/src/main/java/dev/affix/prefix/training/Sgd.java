package dev.affix.prefix.training;

/** Stochastic gradient descent with momentum 0.9 as torch.optim.SGD: m = 0.9 m + g + decay * x, x = x - rate * m. */
final class Sgd {
    static final double MOMENTUM = 0.9;

    private Sgd() {}

    /**
     * Makes a step in place.
     *
     * @param scale factor on the gradient, for clipping
     */
    static void step(
            float[] values, float[] gradient, double scale, float[] momentum, double learningRate, double weightDecay) {
        for (int i = 0; i < values.length; i++) {
            momentum[i] = (float) (MOMENTUM * momentum[i] + gradient[i] * scale + weightDecay * values[i]);
            values[i] = (float) (values[i] - learningRate * momentum[i]);
        }
    }
}
