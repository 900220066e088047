package dev.affix.prefix.training;

import dev.affix.prefix.backbone.BackboneConfig;
import dev.affix.prefix.engine.Tuning.Parameter;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * The parameters of each variant, and where they start: free keys and values and simple-share's p are N(0, 0.02); latents
 * N(0, 1), W1 uniform within 1 / sqrt(d), W2 N(0, 0.02), biases 0. Numbers are drawn from Java's {@link SplittableRandom} with
 * the seed, parameter by parameter in the list's order and each in C order; the engine's generator is never used.
 */
final class Parameters {
    private Parameters() {}

    /** Returns the name of the program's method that makes the keys and values. */
    static String method(TrainingSettings settings) {
        return settings.variant().label().replace('-', '_');
    }

    static List<Parameter> initial(TrainingSettings settings, BackboneConfig config) {
        SplittableRandom random = new SplittableRandom(settings.seed());
        int layers = config.layers();
        int d = config.hidden();
        int p = settings.prefixLength();
        int h = settings.mlpHidden();
        List<Parameter> parameters = new ArrayList<>();
        switch (settings.variant()) {
            case NO_SHARE -> parameters.add(normal(random, "key_value", 0.02, layers, 2, p, d));
            case SIMPLE_SHARE -> parameters.add(normal(random, "prompt", 0.02, layers, p, d));
            case DEEP_SHARE -> mlp(parameters, random, d, h, 2 * d, layers, p);
            case SEPARATE_MLP -> mlp(parameters, random, d, h, d, 2, layers, p);
            case LINEAR_PROBE -> {}
        }
        return parameters;
    }

    /** Axes before the last two are those of the latent without its position. */
    private static void mlp(
            List<Parameter> parameters, SplittableRandom random, int d, int hidden, int out, long... latentAxes) {
        long[] lead = java.util.Arrays.copyOf(latentAxes, latentAxes.length - 1);
        long positions = latentAxes[latentAxes.length - 1];
        parameters.add(normal(random, "latent", 1, join(lead, positions, d)));
        double bound = 1 / Math.sqrt(d);
        long[] shape1 = join(lead, hidden, d);
        float[] w1 = new float[size(shape1)];
        for (int i = 0; i < w1.length; i++) {
            w1[i] = (float) random.nextDouble(-bound, bound);
        }
        parameters.add(new Parameter("mlp.0.weight", w1, shape1));
        parameters.add(zeros("mlp.0.bias", join(lead, hidden)));
        parameters.add(normal(random, "mlp.2.weight", 0.02, join(lead, out, hidden)));
        parameters.add(zeros("mlp.2.bias", join(lead, out)));
    }

    private static Parameter normal(SplittableRandom random, String name, double deviation, long... shape) {
        float[] values = new float[size(shape)];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (random.nextGaussian() * deviation);
        }
        return new Parameter(name, values, shape);
    }

    private static Parameter zeros(String name, long... shape) {
        return new Parameter(name, new float[size(shape)], shape);
    }

    private static long[] join(long[] lead, long... tail) {
        long[] joined = java.util.Arrays.copyOf(lead, lead.length + tail.length);
        System.arraycopy(tail, 0, joined, lead.length, tail.length);
        return joined;
    }

    private static int size(long... shape) {
        long size = 1;
        for (long axis : shape) {
            size *= axis;
        }
        return Math.toIntExact(size);
    }
}
