package dev.affix.prefix.training;

import static org.assertj.core.api.Assertions.assertThat;

import dev.affix.prefix.backbone.BackboneConfig;
import dev.affix.prefix.engine.Tuning.Parameter;
import dev.affix.prefix.safetensors.Sha256;
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
        "LINEAR_PROBE, 0"
    })
    void aPresetTrainsAsManyParametersAsThePaperSays(Variant variant, int count) {
        assertThat(Parameters.initial(TrainingSettings.preset(variant, 1), MINILM).stream()
                        .mapToInt(parameter -> parameter.values().length)
                        .sum())
                .isEqualTo(count);
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
