package dev.affix.metrics.join;

import java.util.Map;

/**
 * A prediction's place in the order of release.
 *
 * @param outcomes by experiment; empty as long as the prediction is open
 */
public record Slot(Map<String, Released> outcomes) {
    /** Of a prediction whose outcome is not known yet. */
    public static final Slot OPEN = new Slot(Map.of());

    /** Returns whether the outcome is known. */
    public boolean closed() {
        return !outcomes.isEmpty();
    }
}
