package dev.affix.metrics.comparison;

import dev.affix.statistics.score.ClassScores;
import dev.affix.statistics.score.ScoredAnswer;

/**
 * An arm's scores that need more than right or wrong: by class, by confidence, by rank, and faded. Mutable, so that an
 * example costs no copy of all classes; one thread.
 */
public final class ArmDetail {
    /** Bins of the reliability diagram (Guo et al., arXiv 1706.04599, take 15 of some thousand answers). */
    public static final int BINS = 10;
    /** The greatest k of top-k. */
    public static final int RANKS = 5;

    private final ClassScores scores;
    private double fadedWeight;
    private double fadedRight;

    /**
     * Everything there is to save; exact.
     *
     * @param scores since the first example
     * @param fadedWeight Σ φ^(n − i)
     * @param fadedRight Σ φ^(n − i) [i-th answer right]
     */
    public record State(ClassScores.State scores, double fadedWeight, double fadedRight) {}

    /**
     * Creates one without examples.
     *
     * @param classes of the experiment
     */
    public ArmDetail(int classes) {
        scores = new ClassScores(classes, BINS, Math.min(RANKS, classes), 1);
    }

    /** Loads one: it goes on as if it had never been saved. */
    public ArmDetail(State state) {
        scores = new ClassScores(state.scores);
        fadedWeight = state.fadedWeight;
        fadedRight = state.fadedRight;
    }

    /** Returns what to save. */
    public State state() {
        return new State(scores.state(), fadedWeight, fadedRight);
    }

    /**
     * Adds an answer.
     *
     * @param window φ is 1 − 1/window: answers so far back as a window is long weigh 1/e of the newest
     */
    void add(ScoredAnswer answer, int window) {
        scores.add(answer);
        double fading = 1 - 1.0 / window;
        fadedWeight = fading * fadedWeight + 1;
        fadedRight = fading * fadedRight + (answer.predicted() == answer.label() ? 1 : 0);
    }

    /** Returns the scores since the first example. */
    public ClassScores scores() {
        return scores;
    }

    /** Returns the number of examples: fewer than the arm's if it had some before these scores were kept. */
    public long examples() {
        return Math.round(scores.weight());
    }

    /** Returns the exponentially faded accuracy, NaN before the first example. */
    public double fadedAccuracy() {
        return fadedRight / fadedWeight;
    }
}
