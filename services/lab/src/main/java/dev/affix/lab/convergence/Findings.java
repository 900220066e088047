package dev.affix.lab.convergence;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** What the losses of a study say: of each contestant, specification and measure the medians by n and their slope. */
record Findings(List<Finding> all) {
    /**
     * One line of the table.
     *
     * @param medians median loss by n
     * @param slope exponent of n
     */
    record Finding(
            Sharing sharing, boolean overSpecified, Measure measure, SortedMap<Integer, Double> medians, Slope slope) {}

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
                    SortedMap<Integer, Double> medians = new TreeMap<>();
                    bySize.forEach((n, values) -> {
                        double[] array =
                                values.stream().mapToDouble(value -> value).toArray();
                        arrays.put(n, array);
                        double median = Slope.median(array);
                        if (Double.isFinite(median)) {
                            medians.put(n, median);
                        }
                    });
                    if (!medians.isEmpty()) {
                        all.add(new Finding(sharing, over, measure, medians, Slope.of(arrays, seed)));
                    }
                }
            }
        }
        return new Findings(List.copyOf(all));
    }

    /** Returns those of a plot. */
    List<Finding> of(boolean overSpecified, Measure measure) {
        return all.stream()
                .filter(finding -> finding.overSpecified() == overSpecified && finding.measure() == measure)
                .toList();
    }
}
