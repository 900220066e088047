package dev.affix.prefix.variant;

/** Where an MLP starts. */
public enum MlpInitialization {
    /** As torch.nn.Linear: weights and biases uniform within 1 / sqrt(inputs). */
    PYTORCH_LINEAR("pytorch-linear"),
    /** First weights uniform within 1 / sqrt(inputs), last ones N(0, 0.02), biases 0. */
    SMALL_OUTPUT("small-output");

    private final String label;

    MlpInitialization(String label) {
        this.label = label;
    }

    /** Returns the name used in configuration and records. */
    public String label() {
        return label;
    }
}
