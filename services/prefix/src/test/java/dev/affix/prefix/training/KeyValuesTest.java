package dev.affix.prefix.training;

import static org.assertj.core.api.Assertions.assertThat;

import dev.affix.prefix.backbone.BackboneWeights;
import dev.affix.prefix.engine.Adapters;
import dev.affix.prefix.engine.Backbone;
import dev.affix.prefix.engine.Backbones;
import dev.affix.prefix.engine.Tuning;
import dev.affix.prefix.engine.Tuning.Parameter;
import dev.affix.prefix.variant.Entry;
import dev.affix.prefix.variant.MlpDepth;
import dev.affix.prefix.variant.MlpScope;
import dev.affix.prefix.variant.Parameterization;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every parameterization's keys and values against its formula, one number at a time in double precision. */
class KeyValuesTest {
    private static final int P = 3;
    private static final int HIDDEN = 5;

    private final Backbone backbone = Backbones.tiny();
    private final BackboneWeights weights = Backbones.tinyWeights(1);
    private final int d = backbone.config().hidden();

    static List<Parameterization> everyParameterization() {
        return Axes.all();
    }

    @ParameterizedTest
    @MethodSource("everyParameterization")
    void keysAndValuesAreThoseOfTheFormula(Parameterization axes) {
        TrainingSettings settings = Axes.settings(axes);
        SplittableRandom random = new SplittableRandom(81);
        List<Parameter> parameters = new ArrayList<>();
        for (Parameter p : Parameters.initial(settings, backbone.config())) {
            parameters.add(new Parameter(p.name(), Adapters.normal(random, p.values().length, 0.7), p.shape()));
        }

        float[] keyValues = new Tuning(backbone).keyValues(Parameters.method(settings), parameters);

        int heads = backbone.config().heads();
        int width = backbone.config().headDim();
        float[] expected = new float[keyValues.length];
        int i = 0;
        for (int layer = 0; layer < backbone.config().layers(); layer++) {
            for (int kv = 0; kv < 2; kv++) {
                for (int head = 0; head < heads; head++) {
                    for (int position = 0; position < P; position++) {
                        for (int c = 0; c < width; c++) {
                            expected[i++] = (float) channel(axes, parameters, layer, kv, position, head * width + c);
                        }
                    }
                }
            }
        }
        assertThat(i).isEqualTo(keyValues.length);
        assertThat(Backbones.difference(keyValues, expected)).isLessThanOrEqualTo(2e-6);
    }

    /** One channel of key (kv = 0) or value (kv = 1) of a position in a layer, after the frozen projections if they are asked for. */
    private double channel(Parameterization axes, List<Parameter> p, int layer, int kv, int position, int channel) {
        if (layer >= axes.prefixLayers(backbone.config().layers())) {
            return 0;
        }
        if (axes.entry() == Entry.PROJECTED) {
            return made(axes, p, layer, kv, position, channel);
        }
        String module = "encoder.layer." + layer + ".attention.self." + (kv == 0 ? "key" : "value");
        float[] w = weights.tensor(module + ".weight").data();
        double sum = weights.tensor(module + ".bias").data()[channel];
        for (int j = 0; j < d; j++) {
            sum += w[channel * d + j] * made(axes, p, layer, kv, position, j);
        }
        return sum;
    }

    private double made(Parameterization axes, List<Parameter> p, int layer, int kv, int position, int channel) {
        int layers = axes.prefixLayers(backbone.config().layers());
        boolean global = axes.mlpScope() == MlpScope.GLOBAL;
        int latents = global ? 1 : layers;
        int mlps = axes.mlpScope() == MlpScope.PER_LAYER ? layers : 1;
        int latent = global ? 0 : layer;
        int mlp = mlps == 1 ? 0 : layer;
        return switch (axes.sharing()) {
            case NONE -> p.get(0).values()[((layer * 2 + kv) * P + position) * d + channel];
            case IDENTITY -> p.get(0).values()[(layer * P + position) * d + channel];
            // Keys are the even outputs of the layer's MLP, values the odd ones; slots of layers ascend, keys before
            // values.
            case MLP ->
                global
                        ? mlp(axes, p, latent, mlp, position, (2 * layer + kv) * d + channel, layers * 2 * d)
                        : mlp(axes, p, latent, mlp, position, 2 * channel + kv, 2 * d);
            case SEPARATE_MLP ->
                mlp(
                        axes,
                        p,
                        kv * latents + latent,
                        kv * mlps + mlp,
                        position,
                        global ? layer * d + channel : channel,
                        global ? layers * d : d);
        };
    }

    /** W2 tanh(W1 latent + b1) + b2, or tanh(W1 latent + b1): one output of {@code outputs} of the MLP with this index. */
    private double mlp(
            Parameterization axes, List<Parameter> p, int latent, int index, int position, int output, int outputs) {
        if (axes.mlpDepth() == MlpDepth.LINEAR) {
            return tanh(p, latent, index, position, output, outputs);
        }
        float[] w2 = p.get(3).values();
        double sum = p.get(4).values()[index * outputs + output];
        for (int h = 0; h < HIDDEN; h++) {
            sum += w2[(index * outputs + output) * HIDDEN + h] * tanh(p, latent, index, position, h, HIDDEN);
        }
        return sum;
    }

    private double tanh(List<Parameter> p, int latent, int index, int position, int row, int rows) {
        double z = p.get(2).values()[index * rows + row];
        for (int j = 0; j < d; j++) {
            z += p.get(1).values()[(index * rows + row) * d + j]
                    * (double) p.get(0).values()[(latent * P + position) * d + j];
        }
        return Math.tanh(z);
    }
}
