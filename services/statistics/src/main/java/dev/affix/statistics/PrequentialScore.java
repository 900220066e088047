package dev.affix.statistics;

import java.util.List;

/**
 * Test-then-train scores of one arm: each example was answered before anything was learned from it. Not thread-safe.
 */
public final class PrequentialScore {
    private final int windowSize;
    private final RollingWindow window;
    private long count;
    private long correct;
    private long firstWindowCorrect;
    private double logLossSum;

    /**
     * Everything there is to save; exact.
     *
     * @param windowSize examples of the rolling and of the first window
     * @param count examples
     * @param correct right ones
     * @param firstWindowCorrect right ones among the first window's
     * @param logLossSum sum of log-losses, in nats
     * @param window right or wrong of the last examples, one bit each
     */
    public record State(
            int windowSize, long count, long correct, long firstWindowCorrect, double logLossSum, List<Long> window) {}

    /** Creates one without examples. */
    public PrequentialScore(int windowSize) {
        if (windowSize < 1) {
            throw new IllegalArgumentException("a window has at least one example, got " + windowSize);
        }
        this.windowSize = windowSize;
        this.window = new RollingWindow(windowSize);
    }

    /** Loads one: it goes on as if it had never been saved. */
    public PrequentialScore(State state) {
        windowSize = state.windowSize;
        window = new RollingWindow(state.windowSize, state.count, state.window);
        count = state.count;
        correct = state.correct;
        firstWindowCorrect = state.firstWindowCorrect;
        logLossSum = state.logLossSum;
    }

    /**
     * Adds an example.
     *
     * @param right whether the answer was right
     * @param logLoss in nats, finite and at least 0
     * @throws IllegalArgumentException if the log-loss is out of its range: that is an error, never clipped
     */
    public void add(boolean right, double logLoss) {
        if (!(logLoss >= 0 && logLoss < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("a log-loss must be finite and at least 0, got " + logLoss);
        }
        window.add(right);
        if (right) {
            correct++;
            if (count < windowSize) {
                firstWindowCorrect++;
            }
        }
        count++;
        logLossSum += logLoss;
    }

    /** Returns what to save. */
    public State state() {
        return new State(windowSize, count, correct, firstWindowCorrect, logLossSum, window.words());
    }

    /** Returns the number of examples. */
    public long count() {
        return count;
    }

    /** Returns the share of right answers, NaN before the first. */
    public double accuracy() {
        return (double) correct / count;
    }

    /** Returns the mean log-loss in nats, NaN before the first. */
    public double logLoss() {
        return logLossSum / count;
    }

    /** Returns the share of right answers among the newest examples, a window's size at most; NaN before the first. */
    public double rollingAccuracy() {
        return window.accuracy();
    }

    /** Returns the share of right answers among the first examples, a window's size at most; NaN before the first. */
    public double firstWindowAccuracy() {
        return (double) firstWindowCorrect / Math.min(count, windowSize);
    }

    /** Returns the size of the windows. */
    public int windowSize() {
        return windowSize;
    }
}
