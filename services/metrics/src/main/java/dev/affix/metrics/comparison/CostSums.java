package dev.affix.metrics.comparison;

import dev.affix.contracts.AnswerCost;

/**
 * What an arm's answers took, summed up.
 *
 * @param answers of which it is known
 * @param micros microseconds from a row's being asked to its answer
 * @param shareMicros microseconds of computing: of each call its time over its rows
 * @param tokens of the texts
 */
public record CostSums(long answers, long micros, double shareMicros, long tokens) {
    /** Of no answer. */
    public static final CostSums NONE = new CostSums(0, 0, 0, 0);

    /** Returns these with one more. */
    CostSums plus(AnswerCost cost) {
        return new CostSums(
                answers + 1,
                micros + latency(cost),
                shareMicros + (double) cost.computedMicros() / cost.rows(),
                tokens + cost.tokens());
    }

    /** Returns the microseconds from a row's being asked to its answer. */
    static long latency(AnswerCost cost) {
        return cost.queuedMicros() + cost.computedMicros();
    }
}
