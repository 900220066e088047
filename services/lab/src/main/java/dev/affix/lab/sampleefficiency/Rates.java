package dev.affix.lab.sampleefficiency;

import dev.affix.prefix.variant.Variant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * A point of the grid of learning rates: each rate is the variant's preset times a power of {@value #STEP}. A grid without edges:
 * the search goes where the best point leads it.
 *
 * @param prefix power for the prefix (and its MLP); 0 where there is no prefix
 * @param head power for the head
 */
record Rates(int prefix, int head) {
    static final int STEP = 3;

    static final Rates PRESET = new Rates(0, 0);

    /** More right answers first; among equals the one nearer to the preset, then the lower rates. */
    private static final Comparator<Map.Entry<Rates, Integer>> BEST_FIRST = Map.Entry.<Rates, Integer>comparingByValue()
            .reversed()
            .thenComparing(entry -> entry.getKey().distance())
            .thenComparing(entry -> entry.getKey().prefix)
            .thenComparing(entry -> entry.getKey().head);

    double prefixFactor() {
        return Math.pow(STEP, prefix);
    }

    double headFactor() {
        return Math.pow(STEP, head);
    }

    private int distance() {
        return Math.abs(prefix) + Math.abs(head);
    }

    /** Returns this point and those one step away, in every rate that the variant has. */
    private List<Rates> neighbourhood(Variant variant) {
        List<Rates> points = new ArrayList<>(List.of(this, new Rates(prefix, head - 1), new Rates(prefix, head + 1)));
        if (variant != Variant.LINEAR_PROBE) {
            points.add(new Rates(prefix - 1, head));
            points.add(new Rates(prefix + 1, head));
        }
        return points;
    }

    /**
     * Returns what to try next: the neighbours of the best so far that were not tried. Empty if none of them is left (the best is
     * better than all its neighbours) or the budget is spent.
     *
     * @param correct right answers of every point that was tried
     * @param budget most points to be tried
     */
    static List<Rates> next(Variant variant, Map<Rates, Integer> correct, int budget) {
        Rates centre = correct.isEmpty() ? PRESET : best(correct);
        return centre.neighbourhood(variant).stream()
                .filter(point -> !correct.containsKey(point))
                .limit(Math.max(0, budget - correct.size()))
                .toList();
    }

    /**
     * Returns the point with the most right answers; among equals the one nearest to the preset, then the lower rates.
     *
     * @throws java.util.NoSuchElementException if none was tried
     */
    static Rates best(Map<Rates, Integer> correct) {
        return correct.entrySet().stream().min(BEST_FIRST).orElseThrow().getKey();
    }
}
