package dev.affix.prefix.variant;

/** Where a text's tokens stand among the position embeddings. */
public enum Positions {
    /** 0 to S - 1, with any prefix, as in the paper's vision code. */
    FROM_ZERO("from-zero"),
    /** P to P + S - 1, as Hugging Face's BERT counts once it has a prefix, and so PEFT and P-Tuning v2. */
    AFTER_PREFIX("after-prefix");

    private final String label;

    Positions(String label) {
        this.label = label;
    }

    /** Returns the name used in configuration and records. */
    public String label() {
        return label;
    }
}
