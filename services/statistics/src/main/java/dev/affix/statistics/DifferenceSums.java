package dev.affix.statistics;

import java.util.Collection;

/**
 * What a comparison remembers of a sequence of paired differences δ₁, δ₂, … in [−1, 1]. Immutable; exact to save and load.
 *
 * @param count number of differences t
 * @param sum S = Σ δᵢ
 * @param variation intrinsic time V = Σ (δᵢ − γᵢ)², with γᵢ the mean of the differences before the i-th (0 for the first):
 *     known before the i-th is seen, as the theorem demands
 */
public record DifferenceSums(long count, double sum, double variation) {
    /** Of no differences. */
    public static final DifferenceSums NONE = new DifferenceSums(0, 0, 0);

    /**
     * Returns the sums with one more difference.
     *
     * @throws IllegalArgumentException if it is not in [−1, 1]: such a score is an error, never clipped
     */
    public DifferenceSums plus(double difference) {
        if (!(difference >= -1 && difference <= 1)) {
            throw new IllegalArgumentException("a difference of scores must be in [-1, 1], got " + difference);
        }
        double predicted = mean();
        double surprise = difference - predicted;
        return new DifferenceSums(count + 1, sum + difference, variation + surprise * surprise);
    }

    /** Returns the mean, 0 if there is none. */
    public double mean() {
        return count == 0 ? 0 : Math.max(-1, Math.min(1, sum / count));
    }

    /**
     * Returns the sums of several sequences taken together. Each predicts from its own past, which is past in any
     * interleaving of them too: so the total is valid for all interleavings and the same for each.
     */
    public static DifferenceSums total(Collection<DifferenceSums> sequences) {
        long count = 0;
        double sum = 0;
        double variation = 0;
        for (DifferenceSums sequence : sequences) {
            count += sequence.count;
            sum += sequence.sum;
            variation += sequence.variation;
        }
        return new DifferenceSums(count, sum, variation);
    }
}
