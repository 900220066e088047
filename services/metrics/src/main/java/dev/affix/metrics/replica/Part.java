package dev.affix.metrics.replica;

import dev.affix.metrics.join.Counts;
import java.util.Map;

/**
 * What one replica holds of an experiment, and of which partitions. All partitions of an experiment's comparison but one
 * know nothing of it.
 *
 * @param counts what was counted, by partition of the predictions, then by scope: the experiment, {@link Counts#NO_EXPERIMENT}
 *     and {@link Counts#ALL}
 * @param compared by partition of the experiments
 */
public record Part(Map<Integer, Map<String, Counts>> counts, Map<Integer, Compared> compared) {
    /** Returns whether the experiment is compared here: here are its series. At a loss, it is where the first partition is. */
    public boolean owns(ExperimentState whole) {
        return whole.known()
                ? compared.values().stream().anyMatch(known -> !known.equals(Compared.NOTHING))
                : compared.containsKey(0);
    }
}
