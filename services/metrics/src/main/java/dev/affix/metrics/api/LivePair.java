package dev.affix.metrics.api;

import dev.affix.contracts.Experiment;
import dev.affix.contracts.SourcePosition;
import dev.affix.contracts.Verdict;
import dev.affix.metrics.comparison.Curve;
import dev.affix.metrics.comparison.Pair;
import dev.affix.metrics.comparison.PairReport;
import dev.affix.metrics.comparison.PairState;
import dev.affix.statistics.SignTest;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The comparison of two arms. The difference is score(A) − score(B); it and its interval are absent before the first
 * example.
 *
 * @param n paired examples; in {@code split} mode requests that one of the two answered, of each unit the first
 * @param examplesA of these, answered by A: all in {@code paired} mode
 * @param examplesB of these, answered by B: all in {@code paired} mode
 * @param expectedExamples about how many examples the first verdict takes, counted from the first, if those to come are like
 *     those so far; absent before 30 examples, after a verdict, and if none is to be expected
 * @param lower lower end of the confidence sequence
 * @param upper upper end of it
 * @param eValueA e-value against "A is not better"; the largest double if it is larger
 * @param eValueB e-value against "B is not better"; the largest double if it is larger
 * @param logEValueA its natural logarithm
 * @param logEValueB its natural logarithm
 * @param sentence the verdict in plain words
 * @param samePolicy whether both arms have the same settings and seed: an A/A control, where "better" is a false alarm
 * @param falseAlarms how often it was said all the same; absent where the arms differ
 * @param signTest the exact sequential sign test, beside the verdict and never instead of it: its null is on every example,
 *     not on the mean. Empty in {@code split} mode, where no two arms answer the same request
 * @param holdsForAllPairs whether the verdict that one arm is better also holds when every pair of the experiment is judged
 *     together: closed testing on the e-values, so that the chance that any such verdict is ever wrong is at most alpha
 * @param watermark by partition of the predictions, the offset before which every prediction is in or was given up
 */
public record LivePair(
        String armA,
        String armB,
        long n,
        long examplesA,
        long examplesB,
        @Nullable Long expectedExamples,
        @Nullable Double difference,
        @Nullable Double lower,
        @Nullable Double upper,
        double eValueA,
        double eValueB,
        double logEValueA,
        double logEValueB,
        Verdict.Outcome verdict,
        String sentence,
        boolean samePolicy,
        @Nullable Long falseAlarms,
        Signs signTest,
        boolean holdsForAllPairs,
        PairCurve curve,
        List<SourcePosition> watermark) {
    /** The comparison over the number of examples; {@code logEValue} is the greater of the two. */
    public record PairCurve(
            List<Long> examples,
            List<Double> difference,
            List<Double> lower,
            List<Double> upper,
            List<Double> logEValue,
            List<Double> logEValueA,
            List<Double> logEValueB) {
        static PairCurve of(Curve curve) {
            List<Double> forA = Rounded.of(curve.column(3));
            List<Double> forB = Rounded.of(curve.column(4));
            List<Double> greater = IntStream.range(0, forA.size())
                    .mapToObj(i -> Math.max(forA.get(i), forB.get(i)))
                    .toList();
            return new PairCurve(
                    curve.examples(),
                    Rounded.of(curve.column(0)),
                    Rounded.of(curve.column(1)),
                    Rounded.of(curve.column(2)),
                    greater,
                    forA,
                    forB);
        }
    }

    /**
     * Examples that exactly one of the two answered right.
     *
     * @param winsA only A
     * @param winsB only B
     * @param logEValueA natural logarithm of the e-value against "A is at no example more likely to win than B"
     * @param logEValueB natural logarithm of the e-value against "B is at no example more likely to win than A"
     */
    public record Signs(long winsA, long winsB, double logEValueA, double logEValueB) {
        static Signs of(SignTest test) {
            return new Signs(test.a(), test.b(), test.logEValueA(), test.logEValueB());
        }
    }

    static LivePair of(
            Experiment experiment,
            Pair pair,
            PairReport report,
            PairState state,
            @Nullable Long expectedExamples,
            boolean holdsForAllPairs,
            Curve curve,
            List<SourcePosition> watermark) {
        boolean any = report.examples() > 0;
        boolean same = pair.samePolicy(experiment);
        Curve shown = any ? curve.endingAt(report.examples(), report.point()) : curve;
        return new LivePair(
                pair.armA(),
                pair.armB(),
                report.examples(),
                state.examplesA(),
                state.examplesB(),
                expectedExamples,
                any ? report.difference() : null,
                any ? report.interval().lower() : null,
                any ? report.interval().upper() : null,
                Math.min(Double.MAX_VALUE, Math.exp(report.logEValueA())),
                Math.min(Double.MAX_VALUE, Math.exp(report.logEValueB())),
                report.logEValueA(),
                report.logEValueB(),
                report.outcome(),
                VerdictSentence.of(experiment, pair, report),
                same,
                same ? state.decided() : null,
                Signs.of(state.signs()),
                holdsForAllPairs,
                PairCurve.of(shown),
                watermark);
    }
}
