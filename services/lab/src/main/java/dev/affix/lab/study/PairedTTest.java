package dev.affix.lab.study;

import java.util.Arrays;
import java.util.Comparator;
import java.util.Locale;
import java.util.stream.IntStream;
import org.hipparchus.distribution.continuous.TDistribution;

/**
 * Student's paired t-test, two-sided.
 *
 * @param mean mean difference
 * @param standardError of it
 * @param lower of the 95 % interval
 * @param upper of the 95 % interval
 * @param t statistic, n - 1 degrees of freedom; 0 if all differences are equal
 * @param p probability of such a t or a greater one if there is no difference; 1 if all differences are equal, whatever they are:
 *     their spread is not known then, and that is no evidence
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
        // As in R: equal up to rounding, which happens with few seeds and coarse scores, and says nothing of the
        // spread.
        if (error <= 10 * Math.ulp(1.0) * Math.abs(mean)) {
            return new PairedTTest(mean, 0, mean, mean, 0, 1);
        }
        double t = mean / error;
        return new PairedTTest(
                mean, error, mean - half, mean + half, t, 2 * student.cumulativeProbability(-Math.abs(t)));
    }

    /** Returns the interval in percentage points, for a report. */
    public String points() {
        return standardError == 0
                ? "unknown: equal in all seeds"
                : String.format(Locale.ROOT, "%+.1f to %+.1f", 100 * lower, 100 * upper);
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
