package dev.affix.metrics.comparison;

import dev.affix.contracts.Experiment;
import dev.affix.contracts.Verdict;
import dev.affix.statistics.Comparison;
import dev.affix.statistics.DifferenceSums;
import dev.affix.statistics.Interval;
import dev.affix.statistics.MultipleComparisons;
import java.time.Instant;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * What the evidence on a pair says at one moment.
 *
 * @param examples paired examples
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

    /** Returns the report on a pair's sums. */
    public static PairReport of(Experiment experiment, DifferenceSums sums) {
        Comparison comparison = new Comparison(experiment.alpha(), experiment.margin());
        return new PairReport(
                sums.count(),
                sums.mean(),
                comparison.interval(sums),
                comparison.logEValueA(sums),
                comparison.logEValueB(sums),
                outcome(comparison, sums));
    }

    /** Returns a comparison's outcome in the words of the contract. */
    static Verdict.Outcome outcome(Comparison comparison, DifferenceSums sums) {
        return switch (comparison.outcome(sums)) {
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

    Verdict verdict(Experiment experiment, Pair pair, Scoreboard scoreboard) {
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
                Instant.ofEpochMilli(scoreboard.newest()));
    }
}
