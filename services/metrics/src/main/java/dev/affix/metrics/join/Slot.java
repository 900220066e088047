package dev.affix.metrics.join;

import java.util.Map;

/**
 * A prediction's place in the order of release.
 *
 * @param outcomes by experiment; empty as long as the prediction is open
 */
public record Slot(Map<String, Released> outcomes) {
    private static final int BYTES = 32;
    private static final int OUTCOME_BYTES = 256;

    /** Of a prediction whose outcome is not known yet. */
    public static final Slot OPEN = new Slot(Map.of());

    /** Returns about how many bytes it takes to remember it. */
    long size() {
        return BYTES
                + outcomes.values().stream()
                        .mapToLong(outcome -> OUTCOME_BYTES
                                + (long) OUTCOME_BYTES * outcome.scores().size())
                        .sum();
    }

    /** Returns whether the outcome is known. */
    public boolean closed() {
        return !outcomes.isEmpty();
    }
}
