package dev.affix.prefix.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.affix.prefix.variant.Variant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TrainingSettingsTest {
    @ParameterizedTest
    @CsvSource({
        "NO_SHARE, 16, 1e-1",
        "SIMPLE_SHARE, 16, 3e-2",
        "DEEP_SHARE, 16, 1e-3",
        "SEPARATE_MLP, 16, 1e-3",
        "PROMPT_TUNING, 16, 3e-2",
        "LINEAR_PROBE, 0, 0"
    })
    void everyVariantHasItsOwnRateAndSharesTheRest(Variant variant, int prefixLength, double rate) {
        assertThat(TrainingSettings.preset(variant, 9))
                .isEqualTo(new TrainingSettings(variant, prefixLength, 48, rate, 1e-2, 0, 1, 16, 4, 9));
    }

    @Test
    void aLinearProbeHasNoPrefixAndEveryOtherVariantHas() {
        assertRefused("prefixLength", Variant.LINEAR_PROBE, 4, 4, 0.1, 0.1, 0, 1, 4, 4);
        assertRefused("prefixLength", Variant.NO_SHARE, 0, 4, 0.1, 0.1, 0, 1, 4, 4);
        assertRefused("prefixLength", Variant.NO_SHARE, -1, 4, 0.1, 0.1, 0, 1, 4, 4);
    }

    @ParameterizedTest
    @CsvSource({
        "mlpHidden, 0, 0.1, 0.1, 0, 1, 4, 4",
        "prefixLearningRate, 4, -0.1, 0.1, 0, 1, 4, 4",
        "prefixLearningRate, 4, NaN, 0.1, 0, 1, 4, 4",
        "headLearningRate, 4, 0.1, Infinity, 0, 1, 4, 4",
        "weightDecay, 4, 0.1, 0.1, NaN, 1, 4, 4",
        "weightDecay, 4, 0.1, 0.1, -1, 1, 4, 4",
        "maxGradientNorm, 4, 0.1, 0.1, 0, 0, 4, 4",
        "maxGradientNorm, 4, 0.1, 0.1, 0, NaN, 4, 4",
        "batchSize, 4, 0.1, 0.1, 0, 1, 0, 4",
        "microBatchSize, 4, 0.1, 0.1, 0, 1, 4, 0"
    })
    void aSettingThatCannotWorkIsRefusedByName(
            String name,
            int mlpHidden,
            double prefixRate,
            double headRate,
            double decay,
            double norm,
            int batch,
            int microBatch) {
        assertRefused(name, Variant.DEEP_SHARE, 4, mlpHidden, prefixRate, headRate, decay, norm, batch, microBatch);
    }

    private static void assertRefused(
            String name,
            Variant variant,
            int prefix,
            int mlpHidden,
            double prefixRate,
            double headRate,
            double decay,
            double norm,
            int batch,
            int microBatch) {
        assertThatThrownBy(() -> new TrainingSettings(
                        variant, prefix, mlpHidden, prefixRate, headRate, decay, norm, batch, microBatch, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(name);
    }
}
