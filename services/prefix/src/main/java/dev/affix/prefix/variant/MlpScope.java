package dev.affix.prefix.variant;

/** What the layers of one reparameterization share. */
public enum MlpScope {
    /** A latent and an MLP for each layer, as in the paper's vision code. */
    PER_LAYER("per-layer"),
    /** One latent and one trunk for all layers, whose last linear has a slice for each layer's key and value, as in the paper's language code and PEFT. */
    GLOBAL("global"),
    /** A latent for each layer, one MLP for all. */
    SHARED("shared");

    private final String label;

    MlpScope(String label) {
        this.label = label;
    }

    /** Returns the name used in configuration and records. */
    public String label() {
        return label;
    }
}
