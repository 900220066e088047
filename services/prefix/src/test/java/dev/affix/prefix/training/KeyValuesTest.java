package dev.affix.prefix.training;

import static org.assertj.core.api.Assertions.assertThat;

import dev.affix.prefix.backbone.BackboneWeights;
import dev.affix.prefix.engine.Adapters;
import dev.affix.prefix.engine.Backbone;
import dev.affix.prefix.engine.Backbones;
import dev.affix.prefix.engine.Tuning;
import dev.affix.prefix.engine.Tuning.Parameter;
import dev.affix.prefix.variant.Variant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each variant's keys and values against its formula, one number at a time in double precision. */
class KeyValuesTest {
    private static final int P = 3;
    private static final int HIDDEN = 5;

    private final Backbone backbone = Backbones.tiny();
    private final BackboneWeights weights = Backbones.tinyWeights(1);
    private final int d = backbone.config().hidden();

    @ParameterizedTest
    @EnumSource(names = "LINEAR_PROBE", mode = EnumSource.Mode.EXCLUDE)
    void keysAndValuesAreThoseOfTheFormula(Variant variant) {
        TrainingSettings settings = new TrainingSettings(variant, P, HIDDEN, 0, 0, 0, 1, 1, 1, 1);
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
                            expected[i++] = (float) formula(variant, parameters, layer, kv, position, head * width + c);
                        }
                    }
                }
            }
        }
        assertThat(i).isEqualTo(keyValues.length);
        assertThat(Backbones.difference(keyValues, expected)).isLessThanOrEqualTo(2e-6);
    }

    /** One channel of key (kv = 0) or value (kv = 1) of a position in a layer. */
    private double formula(Variant variant, List<Parameter> p, int layer, int kv, int position, int channel) {
        int layers = backbone.config().layers();
        return switch (variant) {
            case NO_SHARE -> p.get(0).values()[((layer * 2 + kv) * P + position) * d + channel];
            case SIMPLE_SHARE -> {
                String module = "encoder.layer." + layer + ".attention.self." + (kv == 0 ? "key" : "value");
                float[] w = weights.tensor(module + ".weight").data();
                double sum = weights.tensor(module + ".bias").data()[channel];
                for (int j = 0; j < d; j++) {
                    sum += w[channel * d + j] * (double) p.get(0).values()[(layer * P + position) * d + j];
                }
                yield sum;
            }
            // Keys are the even outputs of the layer's MLP, values the odd ones, as in the paper's code.
            case DEEP_SHARE -> mlp(p, layer, position, 2 * channel + kv, 2 * d);
            case SEPARATE_MLP -> mlp(p, kv * layers + layer, position, channel, d);
            case LINEAR_PROBE -> throw new AssertionError();
        };
    }

    /** W2 tanh(W1 latent + b1) + b2 of the MLP with this index, one output of {@code outputs}. */
    private double mlp(List<Parameter> p, int index, int position, int output, int outputs) {
        float[] latent = p.get(0).values();
        float[] w1 = p.get(1).values();
        float[] b1 = p.get(2).values();
        float[] w2 = p.get(3).values();
        double sum = p.get(4).values()[index * outputs + output];
        for (int h = 0; h < HIDDEN; h++) {
            double z = b1[index * HIDDEN + h];
            for (int j = 0; j < d; j++) {
                z += w1[(index * HIDDEN + h) * d + j] * (double) latent[(index * P + position) * d + j];
            }
            sum += w2[(index * outputs + output) * HIDDEN + h] * Math.tanh(z);
        }
        return sum;
    }
}
