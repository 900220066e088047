package dev.affix.load;

import java.util.BitSet;
import org.HdrHistogram.Histogram;

/**
 * Keeps the latency of each answered request, from its intended send time. Thread-safe.
 *
 * <p>Histograms are in microseconds, up to 10 minutes, with 3 significant digits.
 */
final class Recorder {
    private static final long HIGHEST_MICROS = 600_000_000L;

    private final Schedule schedule;
    private final Histogram latency = new Histogram(HIGHEST_MICROS, 3);
    private final Histogram sendDelay = new Histogram(HIGHEST_MICROS, 3);
    private final BitSet answered = new BitSet();
    private int duplicates;
    private int failedSends;
    private long lastAnswerNanos;

    Recorder(Schedule schedule) {
        this.schedule = schedule;
    }

    /** Notes that request {@code i} left the generator {@code nanos} after the start. */
    synchronized void sent(int i, long nanos) {
        if (schedule.measured(i)) {
            sendDelay.recordValue(micros(nanos - schedule.intendedNanos(i)));
        }
    }

    /** Notes that the broker refused request {@code i}. */
    synchronized void failed() {
        failedSends++;
    }

    /** Notes an answer to request {@code i}, {@code nanos} after the start. */
    synchronized void answered(int i, long nanos) {
        if (answered.get(i)) {
            duplicates++;
            return;
        }
        answered.set(i);
        lastAnswerNanos = Math.max(lastAnswerNanos, nanos);
        if (schedule.measured(i)) {
            latency.recordValue(micros(nanos - schedule.intendedNanos(i)));
        }
    }

    synchronized boolean complete() {
        return answered.cardinality() + failedSends >= schedule.total();
    }

    synchronized Report report() {
        int measured = (int) latency.getTotalCount();
        double seconds = (lastAnswerNanos - schedule.intendedNanos(schedule.warmUp())) / 1e9;
        return new Report(
                schedule,
                measured,
                schedule.total() - answered.cardinality(),
                duplicates,
                measured / Math.max(seconds, 1e-9),
                latency.copy(),
                sendDelay.copy());
    }

    private static long micros(long nanos) {
        return Math.min(HIGHEST_MICROS, Math.max(0, nanos / 1000));
    }
}
