package dev.affix.metrics.comparison;

import dev.affix.contracts.Verdict;
import dev.affix.statistics.DifferenceSums;
import java.util.Map;
import java.util.TreeMap;

/**
 * One pair's comparison so far. Immutable.
 *
 * @param partitions the differences of each partition of the predictions, in its offsets' order. Kept apart so that the
 *     total does not depend on how partitions interleave: it is a function of the watermark
 * @param reported outcome of the verdict reported last
 * @param reportedAt examples in that verdict, 0 if there is none
 */
public record PairState(Map<Integer, DifferenceSums> partitions, Verdict.Outcome reported, long reportedAt) {
    static final PairState NONE = new PairState(Map.of(), Verdict.Outcome.UNDECIDED, 0);

    /** Returns the sums over all partitions, in the partitions' order. */
    public DifferenceSums total() {
        return DifferenceSums.total(partitions.values());
    }

    PairState plus(int partition, double difference) {
        Map<Integer, DifferenceSums> changed = new TreeMap<>(partitions);
        changed.put(
                partition,
                partitions.getOrDefault(partition, DifferenceSums.NONE).plus(difference));
        return new PairState(changed, reported, reportedAt);
    }

    PairState reported(Verdict.Outcome outcome, long examples) {
        return new PairState(partitions, outcome, examples);
    }
}
