package dev.affix.metrics.api;

import dev.affix.metrics.comparison.ArmScores;
import dev.affix.metrics.comparison.CostSums;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * What an arm's labelled answers took in the inference service, in seconds: from a text's being asked of the engine to its answer,
 * without Kafka. Arms that answer the same requests share calls of the engine, and so these times.
 *
 * @param answers of which it is known
 * @param meanLatency over all of them
 * @param medianLatency over the newest {@code rollingWindow} of the arm's answers
 * @param latency99 99th percentile over those
 * @param meanCompute compute time of an answer: its call's time over the call's rows
 * @param meanTokens tokens of a text
 */
public record LiveCost(
        long answers,
        double meanLatency,
        @Nullable Double medianLatency,
        @Nullable Double latency99,
        double meanCompute,
        double meanTokens) {
    private static final double MICROS = 1e6;

    /** Returns null if nothing is known. */
    static @Nullable LiveCost of(@Nullable ArmScores scores) {
        if (scores == null || scores.costs().answers() == 0) {
            return null;
        }
        CostSums costs = scores.costs();
        double answers = costs.answers();
        return new LiveCost(
                costs.answers(),
                costs.micros() / answers / MICROS,
                known(scores.latency(0.5)),
                known(scores.latency(0.99)),
                scores.meanCompute(),
                costs.tokens() / answers);
    }

    private static @Nullable Double known(OptionalDouble value) {
        return value.isPresent() ? Double.valueOf(value.getAsDouble()) : null;
    }
}
