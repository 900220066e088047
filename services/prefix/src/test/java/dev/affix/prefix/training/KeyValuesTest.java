package dev.affix.prefix.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.affix.prefix.backbone.BackboneConfig;
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
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every parameterization's keys and values against its formula, one number at a time in double precision. */
class KeyValuesTest {
    private static final int P = 3;
    private static final int HIDDEN = 5;

    private Backbone backbone = Backbones.tiny();
    private BackboneWeights weights = Backbones.tinyWeights(1);
    /** Width of what is made: that of keys, or of hidden states. */
    private int d;

    static List<Arguments> everyBackboneAndParameterization() {
        return Stream.of("tiny", "llama", "gpt2", "vit")
                .flatMap(name -> Axes.all().stream().map(axes -> Arguments.of(name, axes)))
                .toList();
    }

    private void use(String name, Parameterization axes) {
        backbone = Backbones.named(name);
        weights = Backbones.weightsOf(name);
        BackboneConfig c = backbone.config();
        d = axes.entry() == Entry.PROJECTED ? c.keyValueWidth() : c.hidden();
    }

    /** Along a random direction, against a central difference. */
    @ParameterizedTest
    @MethodSource("everyBackboneAndParameterization")
    void gradientsByParametersAreTheSlopesOfTheKeysAndValues(String name, Parameterization axes) {
        use(name, axes);
        SplittableRandom random = new SplittableRandom(82);
        Tuning tuning = new Tuning(backbone);
        String method = Parameters.method(Axes.settings(axes));
        List<Parameter> at = new ArrayList<>();
        List<Parameter> up = new ArrayList<>();
        List<Parameter> down = new ArrayList<>();
        List<float[]> direction = new ArrayList<>();
        float step = 1e-2f;
        for (Parameter p : Parameters.initial(Axes.settings(axes), backbone.config())) {
            int size = p.values().length;
            float[] values = Adapters.normal(random, size, 0.4);
            float[] way = Adapters.normal(random, size, 0.3);
            float[] more = new float[size];
            float[] less = new float[size];
            for (int i = 0; i < size; i++) {
                more[i] = values[i] + step * way[i];
                less[i] = values[i] - step * way[i];
            }
            at.add(new Parameter(p.name(), values, p.shape()));
            up.add(new Parameter(p.name(), more, p.shape()));
            down.add(new Parameter(p.name(), less, p.shape()));
            direction.add(way);
        }
        float[] pulled = Adapters.normal(random, backbone.config().valuesPerPosition() * P, 1);
        double slope =
                (dot(tuning.keyValues(method, up), pulled) - dot(tuning.keyValues(method, down), pulled)) / (2 * step);
        List<float[]> gradients = tuning.pullBack(method, at, pulled);
        double expected = 0;
        for (int i = 0; i < gradients.size(); i++) {
            expected += dot(gradients.get(i), direction.get(i));
        }
        assertThat(expected).isCloseTo(slope, within(2e-3 * (1 + Math.abs(slope))));
        assertThat(Math.abs(slope)).isGreaterThan(0.05);
    }

    private static double dot(float[] a, float[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += (double) a[i] * b[i];
        }
        return sum;
    }

    @ParameterizedTest
    @MethodSource("everyBackboneAndParameterization")
    void keysAndValuesAreThoseOfTheFormula(String name, Parameterization axes) {
        use(name, axes);
        TrainingSettings settings = Axes.settings(axes);
        SplittableRandom random = new SplittableRandom(81);
        List<Parameter> parameters = new ArrayList<>();
        for (Parameter p : Parameters.initial(settings, backbone.config())) {
            parameters.add(new Parameter(p.name(), Adapters.normal(random, p.values().length, 0.7), p.shape()));
        }

        float[] keyValues = new Tuning(backbone).keyValues(Parameters.method(settings), parameters);

        int heads = backbone.config().keyValueHeads();
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
        assertThat(Backbones.difference(keyValues, expected)).isLessThanOrEqualTo(3e-6);
    }

    /** One channel of key (kv = 0) or value (kv = 1) of a position in a layer, after the frozen projections if they are asked for. */
    private double channel(Parameterization axes, List<Parameter> p, int layer, int kv, int position, int channel) {
        if (layer >= axes.prefixLayers(backbone.config().layers())) {
            return 0;
        }
        if (axes.entry() == Entry.PROJECTED) {
            return made(axes, p, layer, kv, position, channel);
        }
        double[] x = IntStream.range(0, d)
                .mapToDouble(j -> made(axes, p, layer, kv, position, j))
                .toArray();
        return switch (backbone.config().architecture().modelType()) {
            case "bert" -> {
                String module = "encoder.layer." + layer + ".attention.self." + (kv == 0 ? "key" : "value");
                yield product(module, x, channel * d, 1) + value(module + ".bias", channel);
            }
            case "llama" -> {
                String module = "model.layers." + layer + ".";
                double square = Arrays.stream(x).map(v -> v * v).average().orElseThrow();
                double scale = Math.sqrt(square + backbone.config().layerNormEps());
                for (int j = 0; j < d; j++) {
                    x[j] *= value(module + "input_layernorm.weight", j) / scale;
                }
                yield product(module + "self_attn." + (kv == 0 ? "k" : "v") + "_proj", x, channel * d, 1);
            }
            case "vit" -> {
                String module = "encoder.layer." + layer + ".";
                normalize(x, module + "layernorm_before");
                module += "attention.attention." + (kv == 0 ? "key" : "value");
                yield product(module, x, channel * d, 1) + value(module + ".bias", channel);
            }
            default -> {
                String module = "h." + layer + ".";
                normalize(x, module + "ln_1");
                int column = (kv + 1) * d + channel;
                yield product(module + "attn.c_attn", x, column, 3 * d) + value(module + "attn.c_attn.bias", column);
            }
        };
    }

    private void normalize(double[] x, String module) {
        double mean = Arrays.stream(x).average().orElseThrow();
        double variance =
                Arrays.stream(x).map(v -> (v - mean) * (v - mean)).average().orElseThrow();
        double scale = Math.sqrt(variance + backbone.config().layerNormEps());
        for (int j = 0; j < d; j++) {
            x[j] = (x[j] - mean) / scale * value(module + ".weight", j) + value(module + ".bias", j);
        }
    }

    private double product(String module, double[] x, int from, int stride) {
        double sum = 0;
        for (int j = 0; j < x.length; j++) {
            sum += x[j] * value(module + ".weight", from + j * stride);
        }
        return sum;
    }

    private double value(String tensor, int index) {
        return weights.tensor(tensor).data()[index];
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
