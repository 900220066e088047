package dev.affix.statistics;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * Which of several hypotheses their e-values reject together. E-values come as natural logarithms, may depend on each other
 * in any way, and are given for all hypotheses of the family, also those with little evidence.
 *
 * <p>The family-wise rules (e-Bonferroni, e-Holm, closed) keep the probability of <em>ever</em> rejecting a true hypothesis
 * at most alpha, if each e-value belongs to an e-process: means of e-processes are e-processes and Ville's inequality holds.
 * e-BH bounds the expected share of false rejections at any <em>one</em> stopping time, not of all that were ever made.
 */
public final class MultipleComparisons {
    private MultipleComparisons() {}

    /** A rule, named. */
    public enum Rule {
        /** Family-wise: e ≥ K/α. */
        E_BONFERRONI,
        /** Family-wise, step-down: the k-th greatest e ≥ (K − k + 1)/α, up to the first that is not. */
        E_HOLM,
        /** Family-wise: closed testing of means of e-values; rejects at least what e-Holm does. */
        CLOSED,
        /** False discovery rate. */
        E_BH
    }

    /**
     * Returns which hypotheses a rule rejects.
     *
     * @param logEValues natural logarithms, one for each hypothesis
     * @param alpha level, in (0, 1)
     */
    public static boolean[] rejected(Rule rule, double[] logEValues, double alpha) {
        check(logEValues, alpha);
        double logLevel = -Math.log(alpha);
        double logCount = Math.log(logEValues.length);
        return switch (rule) {
            case E_BONFERRONI -> atLeast(logEValues, logLevel + logCount);
            case E_HOLM -> holm(logEValues, logLevel);
            case CLOSED -> atLeast(adjusted(logEValues), logLevel);
            case E_BH -> eBh(logEValues, logLevel);
        };
    }

    /**
     * Returns the logarithms of the e-values adjusted for the family: the least mean over all sets of hypotheses with this
     * one in them (Vovk and Wang, Annals of Statistics 49, 2021, arXiv 1912.06116, Algorithm 1). An adjusted one that reaches
     * 1/α rejects at the family-wise level α.
     */
    public static double[] adjusted(double[] logEValues) {
        check(logEValues, 0.5);
        double[] ascending = logEValues.clone();
        Arrays.sort(ascending);
        double[] adjusted = new double[logEValues.length];
        for (int i = 0; i < adjusted.length; i++) {
            double own = logEValues[i];
            double logSum = own;
            double least = own;
            int size = 1;
            boolean skipped = false;
            for (double other : ascending) {
                // Itself, or one equal to it: the sum is the same.
                if (!skipped && other == own) {
                    skipped = true;
                    continue;
                }
                logSum = logAdd(logSum, other);
                size++;
                least = Math.min(least, logSum - Math.log(size));
            }
            adjusted[i] = least;
        }
        return adjusted;
    }

    /** Wang and Ramdas, JRSS-B 84, 2022, arXiv 2009.02824: the greatest k with the k-th greatest e ≥ K/(α k). */
    private static boolean[] eBh(double[] logEValues, double logLevel) {
        int[] order = descending(logEValues);
        int reject = 0;
        for (int k = 1; k <= order.length; k++) {
            if (logEValues[order[k - 1]] >= logLevel + Math.log(order.length) - Math.log(k)) {
                reject = k;
            }
        }
        return first(order, reject);
    }

    /** Holm's procedure on the p-values 1/e, valid as they are under any dependence. */
    private static boolean[] holm(double[] logEValues, double logLevel) {
        int[] order = descending(logEValues);
        int reject = 0;
        while (reject < order.length && logEValues[order[reject]] >= logLevel + Math.log(order.length - reject)) {
            reject++;
        }
        return first(order, reject);
    }

    private static boolean[] first(int[] order, int count) {
        boolean[] rejected = new boolean[order.length];
        for (int k = 0; k < count; k++) {
            rejected[order[k]] = true;
        }
        return rejected;
    }

    private static boolean[] atLeast(double[] values, double threshold) {
        boolean[] reached = new boolean[values.length];
        for (int i = 0; i < values.length; i++) {
            reached[i] = values[i] >= threshold;
        }
        return reached;
    }

    private static int[] descending(double[] values) {
        return IntStream.range(0, values.length)
                .boxed()
                .sorted(Comparator.comparingDouble((Integer i) -> values[i]).reversed())
                .mapToInt(Integer::intValue)
                .toArray();
    }

    private static double logAdd(double x, double y) {
        double greater = Math.max(x, y);
        return greater == Double.NEGATIVE_INFINITY ? greater : greater + Math.log1p(Math.exp(-Math.abs(x - y)));
    }

    private static void check(double[] logEValues, double alpha) {
        if (!(alpha > 0 && alpha < 1)) {
            throw new IllegalArgumentException("alpha must be in (0, 1), got " + alpha);
        }
        if (logEValues.length == 0) {
            throw new IllegalArgumentException("there must be at least one e-value");
        }
        for (int i = 0; i < logEValues.length; i++) {
            if (Double.isNaN(logEValues[i]) || logEValues[i] == Double.POSITIVE_INFINITY) {
                throw new IllegalArgumentException("log e-value " + i + " must be a number, got " + logEValues[i]);
            }
        }
    }
}
