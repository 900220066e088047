package dev.affix.metrics.comparison;

import dev.affix.contracts.Verdict;
import dev.affix.statistics.DifferenceSums;
import dev.affix.statistics.SignTest;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * One pair's comparison so far. Immutable.
 *
 * @param partitions the differences of each partition of the predictions, in its offsets' order. Kept apart so that the
 *     total does not depend on how partitions interleave: it is a function of the watermark
 * @param reported outcome of the verdict reported last
 * @param reportedAt examples in that verdict, 0 if there is none
 * @param signs examples that exactly one of the two answered right. State of before it was kept reads as none so far: the
 *     test then begins where this service began, and is as valid
 */
public record PairState(
        Map<Integer, DifferenceSums> partitions, Verdict.Outcome reported, long reportedAt, SignTest signs) {
    static final PairState NONE = new PairState(Map.of(), Verdict.Outcome.UNDECIDED, 0, SignTest.NONE);

    public PairState {
        signs = Objects.requireNonNullElse(signs, SignTest.NONE);
    }

    /** Returns the sums over all partitions, in the partitions' order. */
    public DifferenceSums total() {
        return DifferenceSums.total(partitions.values());
    }

    PairState plus(int partition, double difference, boolean rightA, boolean rightB) {
        Map<Integer, DifferenceSums> changed = new TreeMap<>(partitions);
        changed.put(
                partition,
                partitions.getOrDefault(partition, DifferenceSums.NONE).plus(difference));
        return new PairState(changed, reported, reportedAt, signs.plus(rightA, rightB));
    }

    PairState reported(Verdict.Outcome outcome, long examples) {
        return new PairState(partitions, outcome, examples, signs);
    }
}
