package dev.affix.prefix.variant;

import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * Named {@link Parameterization}s (Le et al., arXiv 2410.02200, and its vision code). With L layers, P positions, width d and an MLP of hidden size h, for each layer:
 *
 * <ul>
 *   <li>no-share: K, V [P, d] free; 2LPd parameters
 *   <li>simple-share: K = p W_K + b_K, V = p W_V + b_V of one p [P, d]; LPd parameters. The paper's vision model normalizes p
 *       first, as its blocks normalize what enters attention. BERT normalizes after attention, so p enters as it is.
 *   <li>deep-share: y = W2 tanh(W1 p + b1) + b2 [P, 2d] of one latent p [P, d]; K are the even channels of y, V the odd ones, as
 *       in the paper's code; L(Pd + dh + h + 2dh + 2d) parameters
 *   <li>prompt-tuning: simple-share in the first layer only, where the input embeddings are; Pd parameters. The paper's "shallow"
 *       simple-share. A prompt token of Lester et al. (arXiv 2104.08691) would also be a query of its own and so live on in the
 *       layers above; this one is a key and a value of the first layer and nothing else.
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
    /** One vector per position goes through the first layer's frozen key and value projections. */
    PROMPT_TUNING("prompt-tuning"),
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
     * Returns the axes of this variant, with the start that suits the default backbone and without dropout.
     *
     * @param prefixLength P; 0 for the linear probe, and only there
     * @param mlpHidden hidden size of the MLP, for the variants that have one
     * @throws IllegalArgumentException naming the size that does not fit
     */
    public Parameterization parameterization(int prefixLength, int mlpHidden) {
        if ((this == LINEAR_PROBE) != (prefixLength == 0)) {
            throw new IllegalArgumentException("prefixLength is " + prefixLength + " for " + label
                    + "; it is 0 for linear-probe and at least 1 for every other variant");
        }
        return switch (this) {
            case NO_SHARE, LINEAR_PROBE -> plain(Sharing.NONE, Depth.ALL, Entry.PROJECTED, prefixLength);
            case SIMPLE_SHARE -> plain(Sharing.IDENTITY, Depth.ALL, Entry.HIDDEN, prefixLength);
            case PROMPT_TUNING -> plain(Sharing.IDENTITY, Depth.FIRST, Entry.HIDDEN, prefixLength);
            case DEEP_SHARE -> mlp(Sharing.MLP, prefixLength, mlpHidden);
            case SEPARATE_MLP -> mlp(Sharing.SEPARATE_MLP, prefixLength, mlpHidden);
        };
    }

    private static Parameterization plain(Sharing sharing, Depth depth, Entry entry, int prefixLength) {
        return new Parameterization(
                sharing,
                depth,
                MlpScope.PER_LAYER,
                MlpDepth.NONE,
                0,
                prefixLength,
                entry,
                Positions.FROM_ZERO,
                0,
                Initialization.normal(0.02));
    }

    private static Parameterization mlp(Sharing sharing, int prefixLength, int mlpHidden) {
        return new Parameterization(
                sharing,
                Depth.ALL,
                MlpScope.PER_LAYER,
                MlpDepth.ONE_HIDDEN,
                mlpHidden,
                prefixLength,
                Entry.PROJECTED,
                Positions.FROM_ZERO,
                0,
                Initialization.normal(1));
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
