package dev.affix.contracts;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/**
 * Where a prefix starts.
 *
 * @param vectors distribution of free keys and values, prompts or latents
 * @param scale for {@code normal} the standard deviation, for {@code uniform-vpt} the fan-in f; positive
 * @param mlp where the MLP starts; the variant's if it is left out
 */
public record Initialization(
        Vectors vectors, double scale, @Nullable Mlp mlp) {
    /** How vectors are drawn. */
    public enum Vectors {
        /** N(0, scale). */
        @JsonProperty("normal")
        NORMAL,
        /** Uniform within sqrt(6 / (f + d)), d being the backbone's width. */
        @JsonProperty("uniform-vpt")
        UNIFORM_VPT
    }

    /** How an MLP is drawn. */
    public enum Mlp {
        /** Weights and biases uniform within 1 / sqrt(inputs). */
        @JsonProperty("pytorch-linear")
        PYTORCH_LINEAR,
        /** First weights so, last ones N(0, 0.02), biases 0. */
        @JsonProperty("small-output")
        SMALL_OUTPUT
    }

    public Initialization {
        Check.present(vectors, "vectors");
        if (!(scale > 0 && Double.isFinite(scale))) {
            throw Check.invalid("scale", "is " + scale + "; it must be positive and finite");
        }
    }
}
