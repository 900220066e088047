package dev.affix.lab.study;

import org.hipparchus.distribution.discrete.BinomialDistribution;

/**
 * McNemar's test in its exact form (Psychometrika 12, 1947), two-sided: of the examples that only one of two classifiers answers
 * right, either is equally likely to have been the one.
 *
 * @param onlyFirst examples that only the first answers right
 * @param onlySecond examples that only the second answers right
 * @param p probability of a split as uneven or more if there is no difference; 1 without such examples
 */
public record McNemar(int onlyFirst, int onlySecond, double p) {
    /**
     * Tests two counts.
     *
     * @throws IllegalArgumentException if one is negative
     */
    public static McNemar of(int onlyFirst, int onlySecond) {
        if (onlyFirst < 0 || onlySecond < 0) {
            throw new IllegalArgumentException("The counts are " + onlyFirst + " and " + onlySecond);
        }
        int both = onlyFirst + onlySecond;
        double tail = both == 0
                ? 1
                : new BinomialDistribution(both, 0.5).cumulativeProbability(Math.min(onlyFirst, onlySecond));
        return new McNemar(onlyFirst, onlySecond, Math.min(1, 2 * tail));
    }
}
