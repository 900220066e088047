package dev.affix.statistics;

/**
 * Compares two arms by the paired differences of their scores, score(A) − score(B). Immutable; what changes is in {@link
 * DifferenceSums}.
 */
public final class Comparison {
    private final double margin;
    private final ConfidenceSequence sequence;

    /**
     * Creates one. Both numbers are fixed before the first difference is seen.
     *
     * @param alpha probability of a false verdict over the whole life of the comparison, in (0, 0.5]
     * @param margin differences within ± margin count as equivalent, in [0, 1]
     */
    public Comparison(double alpha, double margin) {
        if (!(margin >= 0 && margin <= 1)) {
            throw new IllegalArgumentException("margin must be in [0, 1], got " + margin);
        }
        this.margin = margin;
        this.sequence = new ConfidenceSequence(alpha);
    }

    /**
     * Returns the difference of two scores.
     *
     * @throws IllegalArgumentException if one is not in [0, 1]: that is an error, never clipped
     */
    public static double difference(double scoreA, double scoreB) {
        return score(scoreA) - score(scoreB);
    }

    private static double score(double score) {
        if (!(score >= 0 && score <= 1)) {
            throw new IllegalArgumentException("a score must be in [0, 1], got " + score);
        }
        return score;
    }

    /**
     * Returns what the evidence says. An interval within ± margin means equivalent, even if it does not contain 0: a
     * difference that small was declared not to matter.
     */
    public Outcome outcome(DifferenceSums sums) {
        return outcome(sequence, sums, margin);
    }

    static Outcome outcome(ConfidenceSequence sequence, DifferenceSums sums, double margin) {
        if (sums.count() == 0) {
            return Outcome.UNDECIDED;
        }
        if (sequence.within(sums, margin)) {
            return Outcome.EQUIVALENT;
        }
        if (sequence.above(sums, 0)) {
            return Outcome.A_BETTER;
        }
        return sequence.below(sums, 0) ? Outcome.B_BETTER : Outcome.UNDECIDED;
    }

    /** Returns the confidence sequence's interval on the mean difference. */
    public Interval interval(DifferenceSums sums) {
        return sequence.interval(sums);
    }

    /** Returns the natural logarithm of the e-value against "A is not better than B". */
    public double logEValueA(DifferenceSums sums) {
        return sequence.logEValueAbove(sums, 0);
    }

    /** Returns the natural logarithm of the e-value against "B is not better than A". */
    public double logEValueB(DifferenceSums sums) {
        return sequence.logEValueBelow(sums, 0);
    }
}
