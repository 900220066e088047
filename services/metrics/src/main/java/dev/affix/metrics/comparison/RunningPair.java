package dev.affix.metrics.comparison;

import dev.affix.contracts.Verdict;
import dev.affix.statistics.DifferenceSums;
import dev.affix.statistics.SignTest;
import dev.affix.statistics.SplitComparison;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** One pair's comparison while outcomes come: {@link PairState} is what is saved of it. Mutable; one thread. */
final class RunningPair {
    private final TreeMap<Integer, DifferenceSums> partitions;
    private @Nullable TreeMap<Integer, SplitComparison.State> split;
    private Verdict.Outcome reported;
    private long reportedAt;
    private SignTest signs;
    private long decisions;
    private long examples;

    /** Loads one: it goes on as if it had never been saved. */
    RunningPair(PairState saved) {
        partitions = new TreeMap<>(saved.partitions());
        split = saved.split() == null ? null : new TreeMap<>(saved.split());
        reported = saved.reported();
        reportedAt = saved.reportedAt();
        signs = saved.signs();
        decisions = saved.decided();
        examples = saved.examples();
    }

    /** Returns what to save. */
    PairState saved() {
        return new PairState(
                new TreeMap<>(partitions),
                split == null ? null : new TreeMap<>(split),
                reported,
                reportedAt,
                signs,
                decisions);
    }

    /** Takes a request that both answered. */
    void add(int partition, double difference, boolean rightA, boolean rightB) {
        partitions.put(
                partition,
                partitions.getOrDefault(partition, DifferenceSums.NONE).plus(difference));
        signs = signs.plus(rightA, rightB);
        examples += split == null ? 1 : 0;
    }

    /** Takes a request that went to one of the two, each with probability 1/2. */
    void add(SplitComparison comparison, int partition, SplitComparison.Assigned arm, double score) {
        if (split == null) {
            split = new TreeMap<>();
            examples = 0;
        }
        SplitComparison.State before = split.getOrDefault(partition, SplitComparison.State.NONE);
        split.put(partition, comparison.plus(before, arm, score, PairReport.EVEN, PairReport.EVEN));
        examples++;
    }

    /** Returns the examples so far: paired ones, or requests that one of the two answered. */
    long examples() {
        return examples;
    }

    /** Returns what the evidence says. */
    Verdict.Outcome outcome(Design design) {
        return PairReport.outcome(
                design.isSplit()
                        ? design.split().outcome(splitTotal())
                        : design.paired().outcome(total()));
    }

    /** Returns the report. */
    PairReport report(Design design) {
        return design.isSplit() ? PairReport.of(design.split(), splitTotal()) : PairReport.of(design.paired(), total());
    }

    private DifferenceSums total() {
        return DifferenceSums.total(partitions.values());
    }

    private SplitComparison.State splitTotal() {
        return split == null ? SplitComparison.State.NONE : SplitComparison.State.total(split.values());
    }

    /** Returns whether a verdict is due: its outcome has changed, or so many examples have come since the last one. */
    boolean due(Verdict.Outcome outcome, int every) {
        return outcome != reported || examples >= reportedAt + every;
    }

    /** Notes that a verdict is reported. */
    void report(Verdict.Outcome outcome) {
        decisions += decided(outcome) && !decided(reported) ? 1 : 0;
        reported = outcome;
        reportedAt = examples;
    }

    private static boolean decided(Verdict.Outcome outcome) {
        return outcome == Verdict.Outcome.A_BETTER || outcome == Verdict.Outcome.B_BETTER;
    }
}
