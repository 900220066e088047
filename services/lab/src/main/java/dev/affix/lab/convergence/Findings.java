package dev.affix.lab.convergence;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What the losses of a study say: of each contestant, specification and measure the typical and the bad case by n,
 * and their slopes.
 */
record Findings(List<Finding> all) {
    /** The typical case: half of the samples do worse. */
    static final double TYPICAL = 0.5;

    /** The bad case: one sample in ten does worse. */
    static final double BAD = 0.9;

    /**
     * One line of the table.
     *
     * @param quantile {@link #TYPICAL} or {@link #BAD}
     * @param losses that quantile of the loss by n
     * @param slope exponent of n
     */
    record Finding(
            Sharing sharing,
            boolean overSpecified,
            Measure measure,
            double quantile,
            SortedMap<Integer, Double> losses,
            Slope slope) {}

    static Findings of(Map<Trial, VoronoiLoss> losses, long seed) {
        List<Finding> all = new ArrayList<>();
        for (boolean over : new boolean[] {false, true}) {
            for (Measure measure : Measure.values()) {
                for (Sharing sharing : Sharing.values()) {
                    SortedMap<Integer, List<Double>> bySize = new TreeMap<>();
                    losses.forEach((trial, loss) -> {
                        if (trial.sharing() == sharing && trial.overSpecified() == over) {
                            bySize.computeIfAbsent(trial.n(), n -> new ArrayList<>())
                                    .add(measure.of(loss));
                        }
                    });
                    SortedMap<Integer, double[]> arrays = new TreeMap<>();
                    bySize.forEach((n, values) -> arrays.put(
                            n, values.stream().mapToDouble(value -> value).toArray()));
                    for (double quantile : new double[] {TYPICAL, BAD}) {
                        SortedMap<Integer, Double> points = new TreeMap<>();
                        arrays.forEach((n, values) -> points.put(n, Slope.quantile(values, quantile)));
                        points.values().removeIf(value -> !Double.isFinite(value));
                        if (!points.isEmpty()) {
                            all.add(new Finding(
                                    sharing, over, measure, quantile, points, Slope.of(arrays, quantile, seed)));
                        }
                    }
                }
            }
        }
        return new Findings(List.copyOf(all));
    }

    /** Returns those of a plot. */
    List<Finding> of(boolean overSpecified, Measure measure, double quantile) {
        return all.stream()
                .filter(finding -> finding.overSpecified() == overSpecified
                        && finding.measure() == measure
                        && finding.quantile() == quantile)
                .toList();
    }
}
