package dev.affix.inference.answering;

import java.time.Duration;

/**
 * When waiting rows become a call of the engine.
 *
 * @param workers calls at the same time
 * @param maxRows rows of a call, at most
 * @param maxTokens tokens of a call, padding included, at most; a longer row is a call of its own
 * @param delay how long a row waits for company while a worker is free, at most
 * @param maxWaiting rows that wait, at most, before callers are turned away
 */
public record BatchLimits(int workers, int maxRows, int maxTokens, Duration delay, int maxWaiting) {
    public BatchLimits {
        requirePositive(workers, "workers");
        requirePositive(maxRows, "maxRows");
        requirePositive(maxTokens, "maxTokens");
        requirePositive(maxWaiting, "maxWaiting");
        if (delay.isNegative()) {
            throw new IllegalArgumentException("delay is " + delay + "; it cannot be negative");
        }
    }

    private static void requirePositive(int value, String name) {
        if (value < 1) {
            throw new IllegalArgumentException(name + " is " + value + "; at least 1 is needed");
        }
    }
}
