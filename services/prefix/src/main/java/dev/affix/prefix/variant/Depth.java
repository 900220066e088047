package dev.affix.prefix.variant;

/** The layers that have a prefix; deep and shallow in the paper's vision code. */
public enum Depth {
    /** Every layer. */
    ALL("all"),
    /** The first layer only. */
    FIRST("first");

    private final String label;

    Depth(String label) {
        this.label = label;
    }

    /** Returns the name used in configuration and records. */
    public String label() {
        return label;
    }
}
