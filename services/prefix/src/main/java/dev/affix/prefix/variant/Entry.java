package dev.affix.prefix.variant;

/** Where the prefix enters. */
public enum Entry {
    /** Used as keys and values. */
    PROJECTED("projected"),
    /** Goes through the layer's frozen key and value projections with their biases; BERT normalizes after attention, so nothing normalizes it first. */
    HIDDEN("hidden");

    private final String label;

    Entry(String label) {
        this.label = label;
    }

    /** Returns the name used in configuration and records. */
    public String label() {
        return label;
    }
}
