package dev.affix.load.serving;

/**
 * Calls of the engine so far.
 *
 * @param count how many
 * @param total rows in them
 */
record Calls(double count, double total) {
    Calls since(Calls before) {
        return new Calls(count - before.count, total - before.total);
    }

    /** Rows of a call, on average. */
    double rows() {
        return total / count;
    }
}
