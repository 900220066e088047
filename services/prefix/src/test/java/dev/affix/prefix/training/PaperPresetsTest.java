package dev.affix.prefix.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.affix.prefix.variant.Depth;
import dev.affix.prefix.variant.Entry;
import dev.affix.prefix.variant.Initialization;
import dev.affix.prefix.variant.MlpDepth;
import dev.affix.prefix.variant.MlpScope;
import dev.affix.prefix.variant.Positions;
import dev.affix.prefix.variant.Sharing;
import dev.affix.prefix.variant.Variant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The values of the paper's code: its scripts and yaml files, for CUB-200-2011 and for E2E. */
class PaperPresetsTest {
    /** The listed rate times 64 / 256; 10 of 100 epochs are warm-up. */
    @ParameterizedTest
    @CsvSource({
        "NO_SHARE, 12.5, 1e-4, 10, 0.1, NONE, NONE, ALL, PROJECTED",
        "DEEP_SHARE, 6.25, 1e-4, 10, 0.1, MLP, ONE_HIDDEN, ALL, PROJECTED",
        "SIMPLE_SHARE, 12.5, 1e-3, 10, 0.1, IDENTITY, NONE, ALL, HIDDEN",
        "PROMPT_TUNING, 0.25, 1e-4, 100, 0, IDENTITY, NONE, FIRST, HIDDEN"
    })
    void theVisionPresetIsThatOfCub(
            Variant variant,
            double rate,
            double decay,
            int positions,
            double dropout,
            Sharing sharing,
            MlpDepth mlp,
            Depth depth,
            Entry entry) {
        TrainingSettings settings = PaperPresets.vision(variant, 42, 1000);

        assertThat(settings.optimizer()).isEqualTo(Optimizer.SGD);
        assertThat(settings.prefixLearningRate()).isEqualTo(rate);
        assertThat(settings.mlpLearningRate()).isEqualTo(rate);
        assertThat(settings.headLearningRate()).isEqualTo(rate);
        assertThat(settings.weightDecay()).isEqualTo(decay);
        assertThat(settings.batchSize()).isEqualTo(64);
        assertThat(settings.schedule()).isEqualTo(new Schedule(Schedule.Kind.COSINE, 100, 1000));
        assertThat(settings.maxGradientNorm()).isInfinite();
        assertThat(settings.prefixLength()).isEqualTo(positions);
        assertThat(settings.parameterization().dropout()).isEqualTo(dropout);
        assertThat(settings.parameterization().sharing()).isEqualTo(sharing);
        assertThat(settings.parameterization().mlpDepth()).isEqualTo(mlp);
        assertThat(settings.parameterization().mlpScope()).isEqualTo(MlpScope.PER_LAYER);
        assertThat(settings.parameterization().mlpHidden()).isEqualTo(mlp == MlpDepth.ONE_HIDDEN ? 48 : 0);
        assertThat(settings.parameterization().depth()).isEqualTo(depth);
        assertThat(settings.parameterization().entry()).isEqualTo(entry);
        assertThat(settings.parameterization().positions()).isEqualTo(Positions.FROM_ZERO);
        assertThat(settings.parameterization().initialization()).isEqualTo(Initialization.vision());
    }

    @ParameterizedTest
    @CsvSource({"DEEP_SHARE, 1e-4, MLP, ONE_HIDDEN, GLOBAL, 512", "NO_SHARE, 1e-2, NONE, NONE, PER_LAYER, 0"})
    void theLanguagePresetIsThatOfE2e(
            Variant variant, double rate, Sharing sharing, MlpDepth mlp, MlpScope scope, int hidden) {
        TrainingSettings settings = PaperPresets.language(variant, 101, 1000);

        assertThat(settings.optimizer()).isEqualTo(Optimizer.ADAMW);
        assertThat(settings.prefixLearningRate()).isEqualTo(rate);
        assertThat(settings.mlpLearningRate()).isEqualTo(rate);
        assertThat(settings.weightDecay()).isZero();
        assertThat(settings.batchSize()).isEqualTo(10);
        assertThat(settings.schedule()).isEqualTo(new Schedule(Schedule.Kind.LINEAR, 0, 1000));
        assertThat(settings.maxGradientNorm()).isEqualTo(1);
        assertThat(settings.prefixLength()).isEqualTo(5);
        assertThat(settings.parameterization().dropout()).isZero();
        assertThat(settings.parameterization().sharing()).isEqualTo(sharing);
        assertThat(settings.parameterization().mlpDepth()).isEqualTo(mlp);
        assertThat(settings.parameterization().mlpScope()).isEqualTo(scope);
        assertThat(settings.parameterization().mlpHidden()).isEqualTo(hidden);
        assertThat(settings.parameterization().entry()).isEqualTo(Entry.PROJECTED);
        assertThat(settings.parameterization().positions()).isEqualTo(Positions.AFTER_PREFIX);
        assertThat(settings.parameterization().initialization()).isEqualTo(Initialization.language());
    }

    @Test
    void theLanguageCodeHasNoOtherVariant() {
        assertThatThrownBy(() -> PaperPresets.language(Variant.SIMPLE_SHARE, 1, 10))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("simple-share");
    }
}
