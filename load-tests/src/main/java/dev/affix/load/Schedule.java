package dev.affix.load;

import java.time.Duration;

/**
 * When each request is to be sent.
 *
 * @param ratePerSecond requests per second, evenly spaced
 * @param requests how many
 * @param warmUp the first so many are sent but not measured
 */
public record Schedule(double ratePerSecond, int requests, int warmUp) {
    public Schedule {
        if (!(ratePerSecond > 0)) {
            throw new IllegalArgumentException("The rate is " + ratePerSecond + " per second; it must be positive");
        }
        if (requests < 1 || warmUp < 0) {
            throw new IllegalArgumentException("There is nothing to send: " + requests + " requests after " + warmUp);
        }
    }

    /** Returns a schedule of a rate over a time. */
    public static Schedule of(double ratePerSecond, Duration duration, Duration warmUp) {
        return new Schedule(ratePerSecond, (int) Math.round(ratePerSecond * duration.toNanos() / 1e9), (int)
                Math.round(ratePerSecond * warmUp.toNanos() / 1e9));
    }

    /** Returns how many requests are sent in all. */
    public int total() {
        return warmUp + requests;
    }

    /** Returns when request {@code i} is to be sent, in nanoseconds after the start. */
    long intendedNanos(int i) {
        return Math.round(i * 1e9 / ratePerSecond);
    }

    /** Returns whether request {@code i} is measured. */
    boolean measured(int i) {
        return i >= warmUp;
    }
}
