package dev.affix.prefix.training;

import dev.affix.prefix.backbone.BackboneConfig;
import dev.affix.prefix.engine.Tuning.Parameter;
import dev.affix.prefix.variant.Entry;
import dev.affix.prefix.variant.Initialization;
import dev.affix.prefix.variant.MlpDepth;
import dev.affix.prefix.variant.MlpInitialization;
import dev.affix.prefix.variant.MlpScope;
import dev.affix.prefix.variant.Parameterization;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * The parameters of each parameterization, and where they start. Numbers are drawn from Java's {@link SplittableRandom} with
 * the seed, parameter by parameter in the list's order and each in C order; the engine's generator is never used. An MLP's are
 * named as in torch.nn.Sequential: {@code mlp.0}, and {@code mlp.2} after tanh.
 */
final class Parameters {
    /** What names of an MLP's parameters start with. */
    static final String MLP = "mlp.";

    private Parameters() {}

    /** Returns the name of the program's method that makes the keys and values. */
    static String method(TrainingSettings settings) {
        Parameterization p = settings.parameterization();
        String maker = switch (p.sharing()) {
            case NONE -> "none";
            case IDENTITY -> "identity";
            case MLP -> "mlp" + mlpKind(p);
            case SEPARATE_MLP -> "separate" + mlpKind(p);
        };
        return maker + "_" + p.entry().label();
    }

    private static String mlpKind(Parameterization p) {
        return (p.mlpScope() == MlpScope.GLOBAL ? "_global_" : "_layered_")
                + p.mlpDepth().label().replace('-', '_');
    }

    static List<Parameter> initial(TrainingSettings settings, BackboneConfig config) {
        SplittableRandom random = new SplittableRandom(settings.seed());
        Parameterization axes = settings.parameterization();
        int layers = axes.prefixLayers(config.layers());
        int d = axes.entry() == Entry.HIDDEN ? config.hidden() : config.keyValueWidth();
        int p = axes.prefixLength();
        List<Parameter> parameters = new ArrayList<>();
        if (p > 0) {
            switch (axes.sharing()) {
                case NONE -> parameters.add(vectors(random, axes.initialization(), "key_value", d, layers, 2, p, d));
                case IDENTITY -> parameters.add(vectors(random, axes.initialization(), "prompt", d, layers, p, d));
                case MLP -> mlp(parameters, random, axes, d, 2 * d, layers);
                case SEPARATE_MLP -> mlp(parameters, random, axes, d, d, layers, 2);
            }
        }
        return parameters;
    }

    /** The last leading axis is that of layers, unless they share what it would tell apart. */
    private static void mlp(
            List<Parameter> parameters,
            SplittableRandom random,
            Parameterization axes,
            int d,
            int outputsPerLayer,
            int layers,
            long... sides) {
        boolean global = axes.mlpScope() == MlpScope.GLOBAL;
        long[] ofLatent = global ? sides : join(sides, layers);
        long[] ofMlp = global ? sides : join(sides, axes.mlpScope() == MlpScope.SHARED ? 1 : layers);
        int outputs = global ? layers * outputsPerLayer : outputsPerLayer;
        Initialization start = axes.initialization();
        parameters.add(vectors(random, start, "latent", d, join(ofLatent, axes.prefixLength(), d)));
        if (axes.mlpDepth() == MlpDepth.LINEAR) {
            linear(parameters, random, start.mlp(), "0", true, join(ofMlp, outputs, d));
        } else {
            linear(parameters, random, start.mlp(), "0", false, join(ofMlp, axes.mlpHidden(), d));
            linear(parameters, random, start.mlp(), "2", true, join(ofMlp, outputs, axes.mlpHidden()));
        }
    }

    private static void linear(
            List<Parameter> parameters,
            SplittableRandom random,
            MlpInitialization rule,
            String module,
            boolean last,
            long... shape) {
        String weight = MLP + module + ".weight";
        String bias = MLP + module + ".bias";
        long[] biasShape = Arrays.copyOf(shape, shape.length - 1);
        double bound = 1 / Math.sqrt((double) shape[shape.length - 1]);
        boolean small = rule == MlpInitialization.SMALL_OUTPUT;
        parameters.add(small && last ? normal(random, weight, 0.02, shape) : uniform(random, weight, bound, shape));
        parameters.add(small ? zeros(bias, biasShape) : uniform(random, bias, bound, biasShape));
    }

    private static Parameter vectors(SplittableRandom random, Initialization start, String name, int d, long... shape) {
        return switch (start.vectors()) {
            case NORMAL -> normal(random, name, start.scale(), shape);
            case UNIFORM_VPT -> uniform(random, name, Math.sqrt(6 / (start.scale() + d)), shape);
        };
    }

    private static Parameter uniform(SplittableRandom random, String name, double bound, long... shape) {
        float[] values = new float[size(shape)];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextDouble(-bound, bound);
        }
        return new Parameter(name, values, shape);
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
        long[] joined = Arrays.copyOf(lead, lead.length + tail.length);
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
