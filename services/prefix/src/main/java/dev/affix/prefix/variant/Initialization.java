package dev.affix.prefix.variant;

/**
 * Where a prefix starts.
 *
 * @param vectors distribution of the free keys and values, prompts or latents
 * @param scale for {@code normal} the standard deviation, for {@code uniform-vpt} the fan-in f
 * @param mlp where an MLP starts, if there is one
 */
public record Initialization(Vectors vectors, double scale, MlpInitialization mlp) {
    /** How vectors are drawn. */
    public enum Vectors {
        /** N(0, scale). */
        NORMAL,
        /** Uniform within sqrt(6 / (f + d)): the rule of visual prompt tuning, where f = 3 * patch * patch. */
        UNIFORM_VPT
    }

    public Initialization {
        if (!(scale > 0 && Double.isFinite(scale))) {
            throw new IllegalArgumentException("initialization scale is " + scale + "; it must be positive and finite");
        }
    }

    /** N(0, deviation) and an MLP whose output starts small: what suits the default backbone. */
    public static Initialization normal(double deviation) {
        return new Initialization(Vectors.NORMAL, deviation, MlpInitialization.SMALL_OUTPUT);
    }

    /** The paper's vision code on patches of 16 x 16 pixels: f = 768. */
    public static Initialization vision() {
        return new Initialization(Vectors.UNIFORM_VPT, 768, MlpInitialization.PYTORCH_LINEAR);
    }

    /** The paper's language code and PEFT: N(0, 1), the default of torch.nn.Embedding. */
    public static Initialization language() {
        return new Initialization(Vectors.NORMAL, 1, MlpInitialization.PYTORCH_LINEAR);
    }
}
