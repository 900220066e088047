package dev.affix.lab.convergence;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.SplittableRandom;

/**
 * The exponent b of loss ∝ n^b, for a quantile of the loss over repeats: least squares on the logarithms, with a 95 % bootstrap
 * interval that draws the repeats of each n anew. Quantiles, because a fit without sharing now and then runs far away and
 * means are then means of a few.
 */
record Slope(double value, double lower, double upper) {
    private static final int DRAWS = 1_000;

    /**
     * Fits it.
     *
     * @param losses the repeats' losses by n; NaN where a fit has no such loss. Sizes with fewer than three are left out
     * @param quantile 0.5 for the median
     * @return NaN throughout with fewer than two sizes
     */
    static Slope of(SortedMap<Integer, double[]> losses, double quantile, long seed) {
        List<Double> sizes = new ArrayList<>();
        List<double[]> repeats = new ArrayList<>();
        losses.forEach((n, values) -> {
            double[] finite = Arrays.stream(values).filter(Double::isFinite).toArray();
            if (finite.length >= 3) {
                sizes.add(Math.log(n));
                repeats.add(finite);
            }
        });
        if (sizes.size() < 2) {
            return new Slope(Double.NaN, Double.NaN, Double.NaN);
        }
        double value = regress(
                sizes,
                repeats.stream().map(all -> Math.log(quantile(all, quantile))).toList());
        SplittableRandom random = new SplittableRandom(seed);
        double[] drawn = new double[DRAWS];
        for (int d = 0; d < DRAWS; d++) {
            drawn[d] = regress(
                    sizes,
                    repeats.stream()
                            .map(all -> Math.log(quantile(
                                    random.ints(all.length, 0, all.length)
                                            .mapToDouble(i -> all[i])
                                            .toArray(),
                                    quantile)))
                            .toList());
        }
        Arrays.sort(drawn);
        return new Slope(value, drawn[(int) (0.025 * DRAWS)], drawn[(int) (0.975 * DRAWS)]);
    }

    /** Returns a quantile of the finite values, interpolated between neighbours; NaN without any. */
    static double quantile(double[] values, double quantile) {
        double[] sorted =
                Arrays.stream(values).filter(Double::isFinite).sorted().toArray();
        if (sorted.length == 0) {
            return Double.NaN;
        }
        double at = quantile * (sorted.length - 1);
        int below = (int) at;
        int above = Math.min(below + 1, sorted.length - 1);
        return sorted[below] + (at - below) * (sorted[above] - sorted[below]);
    }

    private static double regress(List<Double> x, List<Double> y) {
        double meanX = x.stream().mapToDouble(v -> v).average().orElse(0);
        double meanY = y.stream().mapToDouble(v -> v).average().orElse(0);
        double cross = 0;
        double square = 0;
        for (int i = 0; i < x.size(); i++) {
            cross += (x.get(i) - meanX) * (y.get(i) - meanY);
            square += (x.get(i) - meanX) * (x.get(i) - meanX);
        }
        return cross / square;
    }
}
