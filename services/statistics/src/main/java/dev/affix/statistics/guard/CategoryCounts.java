package dev.affix.statistics.guard;

import dev.affix.statistics.LogGamma;

/** Two likelihoods of a sequence of categories, from its counts alone. */
final class CategoryCounts {
    private CategoryCounts() {}

    /**
     * The logarithm of the Krichevsky-Trofimov mixture (IEEE Trans. Inf. Theory 27, 1981): the Dirichlet(1/2, …) mean of the
     * likelihood, equal to the product of the predictions (n_c + 1/2)/(n + C/2) in any order.
     */
    static double logMixture(long[] counts) {
        double categories = counts.length;
        double n = 0;
        double log = LogGamma.of(categories / 2) - categories * LogGamma.of(0.5);
        for (long count : counts) {
            n += count;
            log += LogGamma.of(count + 0.5);
        }
        return log - LogGamma.of(n + categories / 2);
    }

    /** The logarithm of the greatest likelihood, Σ n_c log(n_c / n). */
    static double logGreatest(long[] counts) {
        double n = 0;
        double log = 0;
        for (long count : counts) {
            n += count;
            log += count == 0 ? 0 : count * Math.log((double) count);
        }
        return n == 0 ? 0 : log - n * Math.log(n);
    }
}
