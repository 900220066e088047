package dev.affix.prefix.variant;

import java.util.Arrays;
import java.util.stream.Collectors;

/** How the keys and values of a prefix are parameterized while they are tuned. What is served is always keys and values. */
public enum Variant {
    /** Keys and values are free and independent. */
    NO_SHARE("no-share"),
    /** One vector per position and layer goes through the layer's frozen key and value projections. */
    SIMPLE_SHARE("simple-share"),
    /** One latent per position and layer; an MLP per layer makes key and value of it. */
    DEEP_SHARE("deep-share"),
    /** The same MLP, but one latent and one MLP for keys and another for values: the control without sharing. */
    SEPARATE_MLP("separate-mlp"),
    /** No prefix: a linear classifier on the frozen encoder. */
    LINEAR_PROBE("linear-probe");

    private final String label;

    Variant(String label) {
        this.label = label;
    }

    /** Returns the name used in configuration and records. */
    public String label() {
        return label;
    }

    /**
     * Returns the variant of that name.
     *
     * @throws IllegalArgumentException if there is none, naming those there are
     */
    public static Variant of(String label) {
        return Arrays.stream(values())
                .filter(variant -> variant.label.equals(label))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("There is no variant '" + label + "'; there are "
                        + Arrays.stream(values()).map(Variant::label).collect(Collectors.joining(", "))));
    }
}
