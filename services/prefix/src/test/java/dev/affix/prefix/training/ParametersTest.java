package dev.affix.prefix.training;

import static org.assertj.core.api.Assertions.assertThat;

import dev.affix.prefix.backbone.BackboneConfig;
import dev.affix.prefix.engine.Tuning.Parameter;
import dev.affix.prefix.safetensors.Sha256;
import dev.affix.prefix.variant.Depth;
import dev.affix.prefix.variant.Entry;
import dev.affix.prefix.variant.Initialization;
import dev.affix.prefix.variant.MlpDepth;
import dev.affix.prefix.variant.MlpScope;
import dev.affix.prefix.variant.Parameterization;
import dev.affix.prefix.variant.Positions;
import dev.affix.prefix.variant.Sharing;
import dev.affix.prefix.variant.Variant;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ParametersTest {
    private static final BackboneConfig MINILM = new BackboneConfig(6, 384, 12, 1536, 30522, 512, 2, 1e-12f);

    /** The paper's formulas at d = 384, L = 6, P = 16, h = 48; the control has 2 L (P d + d h + h + h d + d). */
    @ParameterizedTest
    @CsvSource({
        "NO_SHARE, 73728",
        "SIMPLE_SHARE, 36864",
        "DEEP_SHARE, 373536",
        "SEPARATE_MLP, 521280",
        "PROMPT_TUNING, 6144",
        "LINEAR_PROBE, 0"
    })
    void aPresetTrainsAsManyParametersAsThePaperSays(Variant variant, int count) {
        assertThat(Parameters.initial(TrainingSettings.preset(variant, 1), MINILM).stream()
                        .mapToInt(parameter -> parameter.values().length)
                        .sum())
                .isEqualTo(count);
    }

    /** The table of the paper's recipe at d = 384, L = 6, P = 16, and the first layer's share of it. */
    @ParameterizedTest
    @CsvSource({
        "NONE, ALL, PER_LAYER, NONE, 0, 73728",
        "NONE, FIRST, PER_LAYER, NONE, 0, 12288",
        "IDENTITY, ALL, PER_LAYER, NONE, 0, 36864",
        "IDENTITY, FIRST, PER_LAYER, NONE, 0, 6144",
        "MLP, ALL, PER_LAYER, ONE_HIDDEN, 128, 926976",
        "MLP, FIRST, PER_LAYER, ONE_HIDDEN, 128, 154496",
        "MLP, ALL, PER_LAYER, ONE_HIDDEN, 48, 373536",
        "MLP, ALL, GLOBAL, ONE_HIDDEN, 128, 649856",
        "MLP, ALL, GLOBAL, ONE_HIDDEN, 48, 250416",
        "MLP, ALL, SHARED, ONE_HIDDEN, 128, 185216",
        "MLP, ALL, PER_LAYER, LINEAR, 0, 1810944",
        "SEPARATE_MLP, ALL, PER_LAYER, ONE_HIDDEN, 128, 1259520"
    })
    void aParameterizationTrainsAsManyParametersAsItsFormulaSays(
            Sharing sharing, Depth depth, MlpScope scope, MlpDepth mlpDepth, int hidden, int count) {
        for (Entry entry : Entry.values()) {
            Parameterization axes = new Parameterization(
                    sharing,
                    depth,
                    scope,
                    mlpDepth,
                    hidden,
                    16,
                    entry,
                    Positions.FROM_ZERO,
                    0,
                    Initialization.language());
            assertThat(Parameters.initial(Axes.settings(axes), MINILM).stream()
                            .mapToInt(parameter -> parameter.values().length)
                            .sum())
                    .isEqualTo(count);
        }
    }

    /** ViT-B/16 on CUB with 10 positions: the paper's vision code. */
    @ParameterizedTest
    @CsvSource({"NO_SHARE, 184320", "SIMPLE_SHARE, 92160", "DEEP_SHARE, 1438272"})
    void atThePapersScaleTheCountsAreThePapers(Variant variant, int count) {
        BackboneConfig vit = new BackboneConfig(12, 768, 12, 3072, 1, 197, 1, 1e-6f);
        assertThat(Parameters.initial(PaperPresets.vision(variant, 42, 100), vit).stream()
                        .mapToInt(parameter -> parameter.values().length)
                        .sum())
                .isEqualTo(count);
    }

    /** GPT-2 medium on E2E with 5 positions. */
    @Test
    void theLanguagePresetHasThePapersCount() {
        BackboneConfig gpt2 = new BackboneConfig(24, 1024, 16, 4096, 1, 1024, 1, 1e-5f);
        assertThat(Parameters.initial(PaperPresets.language(Variant.DEEP_SHARE, 101, 10), gpt2).stream()
                        .mapToInt(parameter -> parameter.values().length)
                        .sum())
                .isEqualTo(25_744_896);
    }

    @Test
    void vectorsStartWithinTheBoundOfVisualPromptTuningAndAnMlpAsTorchDoes() {
        BackboneConfig vit = new BackboneConfig(2, 768, 12, 3072, 1, 197, 1, 1e-6f);
        List<Parameter> parameters = Parameters.initial(PaperPresets.vision(Variant.DEEP_SHARE, 42, 100), vit);

        // sqrt(6 / (3 * 16 * 16 + 768)) = 0.0625; a uniform's deviation is its bound over sqrt(3)
        assertThat(deviation(parameters.get(0))).isBetween(0.0625 / Math.sqrt(3) * 0.98, 0.0625 / Math.sqrt(3) * 1.02);
        assertThat(doubles(parameters.get(0)).map(Math::abs).max().orElseThrow())
                .isLessThanOrEqualTo(0.0625);
        for (int i = 1; i < 5; i++) {
            double bound = 1 / Math.sqrt(i < 3 ? 768 : 48);
            assertThat(doubles(parameters.get(i)).map(Math::abs).max().orElseThrow())
                    .isBetween(0.9 * bound, bound);
        }
    }

    @ParameterizedTest
    @EnumSource(Variant.class)
    void theSeedDecidesWhereAVariantStarts(Variant variant) {
        List<float[]> one = initial(variant, 1);
        List<float[]> again = initial(variant, 1);
        List<float[]> other = initial(variant, 2);

        assertThat(again).hasSameSizeAs(one);
        for (int i = 0; i < one.size(); i++) {
            assertThat(again.get(i)).isEqualTo(one.get(i));
        }
        if (!one.isEmpty()) {
            assertThat(one.get(0)).isNotEqualTo(other.get(0));
        }
    }

    @Test
    void anMlpStartsAsThePrototypeDid() {
        List<Parameter> parameters = Parameters.initial(TrainingSettings.preset(Variant.DEEP_SHARE, 3), MINILM);

        assertThat(parameters)
                .extracting(Parameter::name)
                .containsExactly("latent", "mlp.0.weight", "mlp.0.bias", "mlp.2.weight", "mlp.2.bias");
        assertThat(deviation(parameters.get(0))).isBetween(0.98, 1.02);
        // Uniform within 1 / sqrt(384): the deviation of a uniform is its bound over sqrt(3).
        assertThat(deviation(parameters.get(1))).isBetween(0.0289, 0.0300);
        assertThat(parameters.get(2).values()).containsOnly(0);
        assertThat(deviation(parameters.get(3))).isBetween(0.0195, 0.0205);
        assertThat(parameters.get(4).values()).containsOnly(0);
    }

    /** Another Java or another order of drawing would give every lineage other adapters under the same seed. */
    @ParameterizedTest
    @CsvSource({
        "NO_SHARE, 036398a9e083ea2154198cbef5b3e7a002e8e9c76b74da244c2d51ce907694e1",
        "SIMPLE_SHARE, b9befdb9c5a1365b202dac37fb8dcb18e7aba0d2b2a12227ab8728d68880067e",
        "DEEP_SHARE, 411e29199cc66b12b5c4aa7e7993e9590b7d334fef8e32d20d692d694619452b",
        "SEPARATE_MLP, c96d576906b8ea599752609113401eb36edf87f1ca0baea1148358aaa6a0643c"
    })
    void aSeedMeansTheSameNumbersForEver(Variant variant, String sha256) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (float[] values : initial(variant, 1)) {
            ByteBuffer buffer = ByteBuffer.allocate(4 * values.length);
            buffer.asFloatBuffer().put(values);
            bytes.writeBytes(buffer.array());
        }
        assertThat(Sha256.hex(bytes.toByteArray())).isEqualTo(sha256);
    }

    private static List<float[]> initial(Variant variant, long seed) {
        return Parameters.initial(TrainingSettings.preset(variant, seed), MINILM).stream()
                .map(Parameter::values)
                .toList();
    }

    private static double deviation(Parameter parameter) {
        return Math.sqrt(doubles(parameter).map(v -> v * v).average().orElseThrow());
    }

    private static java.util.stream.DoubleStream doubles(Parameter parameter) {
        float[] values = parameter.values();
        double[] doubles = new double[values.length];
        Arrays.setAll(doubles, i -> values[i]);
        return Arrays.stream(doubles);
    }
}
