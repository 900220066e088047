package dev.affix.prefix.variant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ParameterizationTest {
    @ParameterizedTest
    @CsvSource({
        "NONE, ALL, PER_LAYER, NONE, 0, -1, PROJECTED, FROM_ZERO, 0, prefixLength is -1",
        "IDENTITY, ALL, PER_LAYER, NONE, 0, 0, PROJECTED, FROM_ZERO, 0, nothing to share",
        "NONE, FIRST, PER_LAYER, NONE, 0, 0, PROJECTED, FROM_ZERO, 0, depth all",
        "NONE, ALL, PER_LAYER, NONE, 0, 0, HIDDEN, FROM_ZERO, 0, entry projected",
        "NONE, ALL, PER_LAYER, NONE, 0, 0, PROJECTED, AFTER_PREFIX, 0, positions from-zero",
        "NONE, ALL, PER_LAYER, NONE, 0, 0, PROJECTED, FROM_ZERO, 0.1, dropout 0",
        "NONE, ALL, GLOBAL, NONE, 0, 4, PROJECTED, FROM_ZERO, 0, sharing none has no MLP",
        "IDENTITY, ALL, PER_LAYER, LINEAR, 0, 4, PROJECTED, FROM_ZERO, 0, sharing identity has no MLP",
        "NONE, ALL, PER_LAYER, NONE, 5, 4, PROJECTED, FROM_ZERO, 0, mlpHidden 0",
        "MLP, ALL, PER_LAYER, NONE, 0, 4, PROJECTED, FROM_ZERO, 0, sharing mlp needs mlpDepth",
        "MLP, ALL, PER_LAYER, ONE_HIDDEN, 0, 4, PROJECTED, FROM_ZERO, 0, mlpHidden is 0",
        "SEPARATE_MLP, ALL, PER_LAYER, LINEAR, 5, 4, PROJECTED, FROM_ZERO, 0, mlpHidden is 5",
        "MLP, FIRST, GLOBAL, LINEAR, 0, 4, PROJECTED, FROM_ZERO, 0, use per-layer",
        "MLP, FIRST, SHARED, LINEAR, 0, 4, PROJECTED, FROM_ZERO, 0, use per-layer",
        "NONE, ALL, PER_LAYER, NONE, 0, 4, PROJECTED, FROM_ZERO, 1, dropout is 1",
        "NONE, ALL, PER_LAYER, NONE, 0, 4, PROJECTED, FROM_ZERO, NaN, dropout is NaN"
    })
    void aCombinationThatMeansNothingIsRefusedWithTheReason(
            Sharing sharing,
            Depth depth,
            MlpScope scope,
            MlpDepth mlpDepth,
            int hidden,
            int length,
            Entry entry,
            Positions positions,
            double dropout,
            String reason) {
        assertThatThrownBy(() -> new Parameterization(
                        sharing,
                        depth,
                        scope,
                        mlpDepth,
                        hidden,
                        length,
                        entry,
                        positions,
                        dropout,
                        Initialization.normal(0.02)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(reason);
    }

    @ParameterizedTest
    @EnumSource(Variant.class)
    void aNamedVariantIsKnownByItsAxes(Variant variant) {
        Parameterization axes = variant.parameterization(variant == Variant.LINEAR_PROBE ? 0 : 7, 9);

        assertThat(axes.label()).isEqualTo(variant.label());
        assertThat(axes.prefixLayers(6)).isEqualTo(variant == Variant.PROMPT_TUNING ? 1 : 6);
    }

    @Test
    void otherAxesAreSpelledOut() {
        assertThat(new Parameterization(
                                Sharing.MLP,
                                Depth.ALL,
                                MlpScope.GLOBAL,
                                MlpDepth.LINEAR,
                                0,
                                4,
                                Entry.HIDDEN,
                                Positions.FROM_ZERO,
                                0,
                                Initialization.language())
                        .label())
                .isEqualTo("mlp/all/global/linear/hidden");
    }

    @ParameterizedTest
    @CsvSource({"0", "-1", "NaN", "Infinity"})
    void anInitializationWithoutScaleIsRefused(double scale) {
        assertThatThrownBy(() -> Initialization.normal(scale))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("scale is " + scale);
    }
}
