package dev.affix.statistics;

import java.util.Collection;

/**
 * Compares two arms of which each request gets one, drawn with known probabilities: the anytime-valid sequence of the
 * difference of means by inverse propensity weights.
 *
 * <p>With p_A and p_B the probabilities of this request's assignment, y in [0, 1] the score of the arm that answered and c a
 * number known before,
 *
 * <pre>z = (y − c) (1{A}/p_A − 1{B}/p_B)</pre>
 *
 * has the conditional mean μ_A − μ_B, whatever c is, and |z| ≤ 1/π if both probabilities are at least π (Horvitz and
 * Thompson 1952; in sequences: Waudby-Smith et al., arXiv 2210.10768). c = (p_B μ̂_A + p_A μ̂_B)/(p_A + p_B) of the
 * arms' means so far makes z the augmented estimator (Robins et al. 1994) if there is no third arm. π z in [−1, 1] goes into the {@link
 * ConfidenceSequence}, whose ends are divided by π. It covers the running mean of μ_A − μ_B over the requests; no
 * stationarity is assumed, only that the assignment is random with these probabilities, given the past. Immutable.
 */
public final class SplitComparison {
    private final double leastProbability;
    private final double margin;
    private final ConfidenceSequence sequence;

    /** Which arm answered. */
    public enum Assigned {
        /** Arm A. */
        A,
        /** Arm B. */
        B,
        /** An arm that this comparison is not about. */
        OTHER
    }

    /**
     * What is remembered; exact to save and load.
     *
     * @param scaled of π z
     * @param countA answers of A
     * @param sumA their scores
     * @param countB answers of B
     * @param sumB their scores
     */
    public record State(DifferenceSums scaled, long countA, double sumA, long countB, double sumB) {
        /** Of no request. */
        public static final State NONE = new State(DifferenceSums.NONE, 0, 0, 0, 0);

        /**
         * Returns the state of several sequences of requests taken together; see {@link DifferenceSums#total}. It is for looking
         * at: a request is added to the state of its own sequence.
         */
        public static State total(Collection<State> sequences) {
            long countA = 0;
            long countB = 0;
            double sumA = 0;
            double sumB = 0;
            for (State sequence : sequences) {
                countA += sequence.countA;
                countB += sequence.countB;
                sumA += sequence.sumA;
                sumB += sequence.sumB;
            }
            DifferenceSums scaled =
                    DifferenceSums.total(sequences.stream().map(State::scaled).toList());
            return new State(scaled, countA, sumA, countB, sumB);
        }

        private double meanA() {
            return (sumA + 0.5) / (countA + 1);
        }

        private double meanB() {
            return (sumB + 0.5) / (countB + 1);
        }
    }

    /**
     * Creates one. All is fixed before the first request.
     *
     * @param alpha probability of a false verdict over its whole life, in (0, 0.5]
     * @param margin differences within ± margin count as equivalent, in [0, 1]
     * @param leastProbability π, a lower bound of both arms' assignment probabilities, in (0, 0.5]
     */
    public SplitComparison(double alpha, double margin, double leastProbability) {
        if (!(margin >= 0 && margin <= 1)) {
            throw new IllegalArgumentException("margin must be in [0, 1], got " + margin);
        }
        if (!(leastProbability > 0 && leastProbability <= 0.5)) {
            throw new IllegalArgumentException("leastProbability must be in (0, 0.5], got " + leastProbability);
        }
        this.margin = margin;
        this.leastProbability = leastProbability;
        this.sequence = new ConfidenceSequence(alpha);
    }

    /**
     * Returns the state with one more request.
     *
     * @param assigned arm that answered
     * @param score of the answer, in [0, 1]
     * @param probabilityA probability with which this request would go to A
     * @param probabilityB probability with which it would go to B
     * @throws IllegalArgumentException if a number is out of its range: that is an error, never clipped
     */
    public State plus(State state, Assigned assigned, double score, double probabilityA, double probabilityB) {
        if (!(probabilityA >= leastProbability
                && probabilityB >= leastProbability
                && probabilityA + probabilityB <= 1 + 1e-12)) {
            throw new IllegalArgumentException("assignment probabilities must be at least " + leastProbability
                    + " each and at most 1 together, got " + probabilityA + " and " + probabilityB);
        }
        if (!(score >= 0 && score <= 1)) {
            throw new IllegalArgumentException("a score must be in [0, 1], got " + score);
        }
        double center = (probabilityB * state.meanA() + probabilityA * state.meanB()) / (probabilityA + probabilityB);
        double weight = switch (assigned) {
            case A -> leastProbability / probabilityA;
            case B -> -leastProbability / probabilityB;
            case OTHER -> 0;
        };
        boolean isA = assigned == Assigned.A;
        boolean isB = assigned == Assigned.B;
        return new State(
                state.scaled.plus((score - center) * weight),
                state.countA + (isA ? 1 : 0),
                state.sumA + (isA ? score : 0),
                state.countB + (isB ? 1 : 0),
                state.sumB + (isB ? score : 0));
    }

    /** Returns the estimate of the difference of means, in [−1, 1]; 0 before the first request. */
    public double difference(State state) {
        return Math.max(-1, Math.min(1, state.scaled.mean() / leastProbability));
    }

    /** Returns the interval on the difference of means. */
    public Interval interval(State state) {
        Interval scaled = sequence.interval(state.scaled);
        return new Interval(
                Math.max(-1, Math.min(1, scaled.lower() / leastProbability)),
                Math.max(-1, Math.min(1, scaled.upper() / leastProbability)));
    }

    /** Returns what the evidence says; see {@link Comparison#outcome}. */
    public Outcome outcome(State state) {
        return Comparison.outcome(sequence, state.scaled, margin * leastProbability);
    }

    /** Returns about how many requests the first verdict takes; see {@link Power#roughly(double, double, DifferenceSums)}. */
    public long expectedRequests(State state) {
        return Power.roughly(sequence, margin * leastProbability, state.scaled.mean(), variance(state.scaled));
    }

    private static double variance(DifferenceSums sums) {
        return sums.variation() / Math.max(1, sums.count());
    }

    /** Returns the natural logarithm of the e-value against "A is not better than B". */
    public double logEValueA(State state) {
        return sequence.logEValueAbove(state.scaled, 0);
    }

    /** Returns the natural logarithm of the e-value against "B is not better than A". */
    public double logEValueB(State state) {
        return sequence.logEValueBelow(state.scaled, 0);
    }
}
