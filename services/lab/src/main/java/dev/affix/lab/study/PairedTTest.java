package dev.affix.lab.study;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;
import org.hipparchus.distribution.continuous.TDistribution;

/**
 * Student's paired t-test, two-sided.
 *
 * @param mean mean difference
 * @param standardError of it
 * @param lower of the 95 % interval
 * @param upper of the 95 % interval
 * @param t statistic, n - 1 degrees of freedom; infinite if all differences are equal and not 0
 * @param p probability of such a t or a greater one if there is no difference; 1 if all differences are 0
 */
public record PairedTTest(double mean, double standardError, double lower, double upper, double t, double p) {
    /**
     * Tests whether differences have mean 0.
     *
     * @param differences one per pair, independent and about normal; at least two
     */
    public static PairedTTest of(double[] differences) {
        int n = differences.length;
        if (n < 2) {
            throw new IllegalArgumentException("There are " + n + " pairs; a t-test needs two or more");
        }
        double mean = Arrays.stream(differences).average().orElseThrow();
        double squares =
                Arrays.stream(differences).map(d -> (d - mean) * (d - mean)).sum();
        double error = Math.sqrt(squares / (n - 1) / n);
        TDistribution student = new TDistribution(n - 1);
        double half = student.inverseCumulativeProbability(0.975) * error;
        if (error == 0) {
            double t = mean == 0 ? 0 : Math.copySign(Double.POSITIVE_INFINITY, mean);
            return new PairedTTest(mean, 0, mean, mean, t, mean == 0 ? 1 : 0);
        }
        double t = mean / error;
        return new PairedTTest(
                mean, error, mean - half, mean + half, t, 2 * student.cumulativeProbability(-Math.abs(t)));
    }

    /**
     * Adjusts p-values for their family (Holm, Scandinavian Journal of Statistics 6, 1979): rejecting where the adjusted one is at
     * most alpha keeps the probability of any false rejection at most alpha, whatever the dependence.
     */
    public static double[] holm(double[] p) {
        int[] ascending = IntStream.range(0, p.length)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> p[i]))
                .mapToInt(i -> i)
                .toArray();
        double[] adjusted = new double[p.length];
        double greatest = 0;
        for (int rank = 0; rank < p.length; rank++) {
            greatest = Math.max(greatest, Math.min(1, (p.length - rank) * p[ascending[rank]]));
            adjusted[ascending[rank]] = greatest;
        }
        return adjusted;
    }
}
