package dev.affix.metrics.comparison;

import dev.affix.contracts.Experiment;
import dev.affix.contracts.Verdict;
import dev.affix.statistics.Comparison;
import dev.affix.statistics.DifferenceSums;
import dev.affix.statistics.Interval;
import dev.affix.statistics.MultipleComparisons;
import dev.affix.statistics.Outcome;
import dev.affix.statistics.Power;
import dev.affix.statistics.SplitComparison;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * What the evidence on a pair says at one moment.
 *
 * @param examples paired examples; in {@code split} mode requests that one of the two answered
 * @param difference mean of score(A) − score(B)
 * @param interval confidence sequence
 * @param logEValueA natural logarithm of the e-value against "A is not better"
 * @param logEValueB natural logarithm of the e-value against "B is not better"
 * @param outcome verdict
 */
public record PairReport(
        long examples,
        double difference,
        Interval interval,
        double logEValueA,
        double logEValueB,
        Verdict.Outcome outcome) {
    /** Number of series of a pair's curve: difference, lower, upper and both e-values. */
    public static final int SERIES = 5;

    /**
     * Of the requests that go to one of two arms each goes to either with probability 1/2, however many arms there are: inference
     * draws all arms evenly, and which of the others' requests are left out says nothing of the two.
     */
    static final double EVEN = 0.5;

    /** Returns the report on a pair, by the experiment's mode. */
    public static PairReport of(Experiment experiment, PairState state) {
        return experiment.mode() == Experiment.Mode.SPLIT
                ? of(splitComparison(experiment), state.splitTotal())
                : of(experiment, state.total());
    }

    /**
     * Returns about how many examples the first verdict takes, counted from the pair's first, if those to come are like those
     * so far: {@link Power#MAX_EXAMPLES} if none is to be expected. Takes a millisecond.
     */
    public static long expectedExamples(Experiment experiment, PairState state) {
        return experiment.mode() == Experiment.Mode.SPLIT
                ? splitComparison(experiment).expectedRequests(state.splitTotal())
                : Power.roughly(experiment.alpha(), experiment.margin(), state.total());
    }

    /** Returns the comparison of {@code split} mode. */
    static SplitComparison splitComparison(Experiment experiment) {
        return new SplitComparison(experiment.alpha(), experiment.margin(), EVEN);
    }

    /** Returns the report on a pair of which each request went to one. */
    static PairReport of(SplitComparison comparison, SplitComparison.State state) {
        return new PairReport(
                state.scaled().count(),
                comparison.difference(state),
                comparison.interval(state),
                comparison.logEValueA(state),
                comparison.logEValueB(state),
                outcome(comparison.outcome(state)));
    }

    /** Returns the report on the sums of a pair of which both answered. */
    public static PairReport of(Experiment experiment, DifferenceSums sums) {
        return of(new Comparison(experiment.alpha(), experiment.margin()), sums);
    }

    /** Returns the report on a pair of which both answered each request. */
    static PairReport of(Comparison comparison, DifferenceSums sums) {
        return new PairReport(
                sums.count(),
                sums.mean(),
                comparison.interval(sums),
                comparison.logEValueA(sums),
                comparison.logEValueB(sums),
                outcome(comparison.outcome(sums)));
    }

    /** Returns an outcome as the contract names it. */
    static Verdict.Outcome outcome(Outcome outcome) {
        return switch (outcome) {
            case A_BETTER -> Verdict.Outcome.A_BETTER;
            case B_BETTER -> Verdict.Outcome.B_BETTER;
            case EQUIVALENT -> Verdict.Outcome.EQUIVALENT;
            case UNDECIDED -> Verdict.Outcome.UNDECIDED;
        };
    }

    /**
     * Says of each pair of an experiment whether its verdict that one arm is better holds when all pairs are judged together:
     * the e-value of the better arm, adjusted for both directions of every pair by closed testing, reaches 1 / alpha.
     */
    public static List<Boolean> holdForAllPairs(List<PairReport> reports, double alpha) {
        if (reports.isEmpty()) {
            return List.of();
        }
        double[] adjusted = MultipleComparisons.adjusted(reports.stream()
                .flatMapToDouble(report -> DoubleStream.of(report.logEValueA, report.logEValueB))
                .toArray());
        return IntStream.range(0, reports.size())
                .mapToObj(i -> switch (reports.get(i).outcome) {
                    case A_BETTER -> adjusted[2 * i] >= -Math.log(alpha);
                    case B_BETTER -> adjusted[2 * i + 1] >= -Math.log(alpha);
                    case EQUIVALENT, UNDECIDED -> false;
                })
                .toList();
    }

    /** Returns the values of the series at this moment. */
    public double[] point() {
        return new double[] {difference, interval.lower(), interval.upper(), logEValueA, logEValueB};
    }

    Verdict verdict(Experiment experiment, Pair pair, RunningScoreboard scoreboard) {
        return new Verdict(
                experiment.name(),
                pair.armA(),
                pair.armB(),
                experiment.primaryScore(),
                examples,
                difference,
                interval.lower(),
                interval.upper(),
                logEValueA,
                logEValueB,
                experiment.alpha(),
                experiment.margin(),
                outcome,
                scoreboard.positions(),
                scoreboard.newest());
    }
}
