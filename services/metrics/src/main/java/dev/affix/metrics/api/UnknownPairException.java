package dev.affix.metrics.api;

/** Two arms are not compared. */
final class UnknownPairException extends RuntimeException {
    UnknownPairException(String experiment, String challenger, String control) {
        super("Experiment '" + experiment + "' does not compare '" + challenger + "' with '" + control
                + "': GET /api/experiments/" + experiment + "/pairs lists what it compares.");
    }
}
