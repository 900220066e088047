package dev.affix.prefix.variant;

import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * How the keys and values of a prefix are parameterized while they are tuned (Le et al., arXiv 2410.02200, and its code). What
 * is served is always keys and values. With L layers, P positions, width d and an MLP of hidden size h, for each layer:
 *
 * <ul>
 *   <li>no-share: K, V [P, d] free; 2LPd parameters
 *   <li>simple-share: K = p W_K + b_K, V = p W_V + b_V of one p [P, d]; LPd parameters. The paper's vision model normalizes p
 *       first, as its blocks normalize what enters attention. BERT normalizes after attention, so p enters as it is.
 *   <li>deep-share: y = W2 tanh(W1 p + b1) + b2 [P, 2d] of one latent p [P, d]; K are the even channels of y, V the odd ones, as
 *       in the paper's code; L(Pd + dh + h + 2dh + 2d) parameters
 *   <li>separate-mlp: K and V each of its own latent by its own MLP d, h, d; 2L(Pd + dh + h + dh + d) parameters
 * </ul>
 */
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
