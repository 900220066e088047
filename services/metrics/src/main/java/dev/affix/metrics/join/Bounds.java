package dev.affix.metrics.join;

import java.time.Duration;

/**
 * What bounds the memory of the join of one partition.
 *
 * @param horizon how long after its prediction a label counts
 * @param bytes about how many bytes of requests are remembered at most
 */
public record Bounds(Duration horizon, long bytes) {
    /** Below this a single large record would push out all others. */
    public static final long LEAST_BYTES = 4L << 20;
}
