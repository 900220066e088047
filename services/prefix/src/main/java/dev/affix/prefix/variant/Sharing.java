package dev.affix.prefix.variant;

/** What keys and values of one prefix position have in common (Le et al., arXiv 2410.02200, equation 8). */
public enum Sharing {
    /** Keys and values are apart. */
    NONE("none"),
    /** One vector is both key and value, or makes both by the frozen projections. */
    IDENTITY("identity"),
    /** An MLP makes key and value of one latent. */
    MLP("mlp"),
    /** A latent and an MLP for keys, others for values: the control without sharing. */
    SEPARATE_MLP("separate-mlp");

    private final String label;

    Sharing(String label) {
        this.label = label;
    }

    /** Returns the name used in configuration and records. */
    public String label() {
        return label;
    }
}
