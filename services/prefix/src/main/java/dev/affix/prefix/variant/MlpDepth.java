package dev.affix.prefix.variant;

/** Linear maps of an MLP. */
public enum MlpDepth {
    /** No MLP. */
    NONE("none"),
    /** Linear(d, 2d) then tanh, as the vision code's SHARE_TYPE=linear: keys and values are within (-1, 1). */
    LINEAR("linear"),
    /** Linear(d, h), tanh, Linear(h, 2d). */
    ONE_HIDDEN("one-hidden");

    private final String label;

    MlpDepth(String label) {
        this.label = label;
    }

    /** Returns the name used in configuration and records. */
    public String label() {
        return label;
    }
}
