package dev.affix.metrics.comparison;

import dev.affix.contracts.Verdict;
import dev.affix.statistics.DifferenceSums;
import dev.affix.statistics.SignTest;
import dev.affix.statistics.SplitComparison;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One pair's comparison so far, as it is saved; {@link RunningPair} goes on from it. Immutable.
 *
 * @param partitions the differences of each partition of the predictions, in its offsets' order. Kept apart so that the
 *     total does not depend on how partitions interleave: it is a function of the watermark
 * @param split the same in {@code split} mode, where requests have no difference; null where there are none
 * @param reported outcome of the verdict reported last
 * @param reportedAt examples in that verdict, 0 if there is none
 * @param signs examples that exactly one of the two answered right. State of before it was kept reads as none so far: the
 *     test then begins where this service began, and is as valid
 * @param decisions how often a verdict said that one of the two is better, where the one before it did not
 */
public record PairState(
        Map<Integer, DifferenceSums> partitions,
        @Nullable Map<Integer, SplitComparison.State> split,
        Verdict.Outcome reported,
        long reportedAt,
        SignTest signs,
        @Nullable Long decisions) {
    /** Of no example. */
    public static final PairState NONE = new PairState(Map.of(), null, Verdict.Outcome.UNDECIDED, 0, SignTest.NONE, 0L);

    public PairState {
        signs = Objects.requireNonNullElse(signs, SignTest.NONE);
        decisions = Objects.requireNonNullElse(decisions, 0L);
    }

    /** Returns the sums over all partitions, in the partitions' order. */
    public DifferenceSums total() {
        return DifferenceSums.total(partitions.values());
    }

    /** Returns what {@code split} mode remembers, over all partitions, in the partitions' order. */
    public SplitComparison.State splitTotal() {
        return split == null ? SplitComparison.State.NONE : SplitComparison.State.total(split.values());
    }

    /** Returns how many of the examples arm A answered. */
    public long examplesA() {
        return split == null ? examples() : splitTotal().countA();
    }

    /** Returns how many of the examples arm B answered. */
    public long examplesB() {
        return split == null ? examples() : splitTotal().countB();
    }

    /** Returns the examples so far: paired ones, or requests that one of the two answered. */
    public long examples() {
        long paired =
                partitions.values().stream().mapToLong(DifferenceSums::count).sum();
        return split == null
                ? paired
                : split.values().stream().mapToLong(s -> s.scaled().count()).sum();
    }

    /** Returns how often a verdict said that one of the two is better, where the one before it did not. */
    public long decided() {
        return Objects.requireNonNullElse(decisions, 0L);
    }
}
