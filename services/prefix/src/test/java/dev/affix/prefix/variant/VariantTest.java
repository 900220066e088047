package dev.affix.prefix.variant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class VariantTest {
    @ParameterizedTest
    @EnumSource(Variant.class)
    void aVariantIsFoundByItsLabel(Variant variant) {
        assertThat(Variant.of(variant.label())).isSameAs(variant);
    }

    @Test
    void labelsAreThoseOfTheRecords() {
        assertThat(Variant.values())
                .extracting(Variant::label)
                .containsExactly(
                        "no-share", "simple-share", "deep-share", "separate-mlp", "prompt-tuning", "linear-probe");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "lora", "NO_SHARE", "No-share", " no-share"})
    void anUnknownLabelIsRefusedNamingThoseThereAre(String label) {
        assertThatThrownBy(() -> Variant.of(label))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("There is no variant '" + label
                        + "'; there are no-share, simple-share, deep-share, separate-mlp, prompt-tuning, linear-probe");
    }
}
