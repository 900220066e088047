package dev.affix.lab.study;

import dev.affix.datasets.LabelledText;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * An order by seed in which every stretch has the labels in about the proportions of the whole: systematic sampling, where the i-th
 * of a label's n examples, shuffled, comes at (i + u) / n with one random u in [0, 1) per label. Beginnings of it are nested by
 * construction, and stretches that do not overlap are disjoint.
 */
public final class StratifiedOrder {
    private record Placed(LabelledText example, double at) {}

    private StratifiedOrder() {}

    /** Orders examples. */
    public static List<LabelledText> of(List<LabelledText> examples, long seed) {
        TreeMap<String, List<LabelledText>> byLabel = new TreeMap<>();
        examples.forEach(example -> byLabel.computeIfAbsent(example.label(), label -> new ArrayList<>())
                .add(example));
        SplittableRandom random = new SplittableRandom(seed);
        List<Placed> placed = new ArrayList<>(examples.size());
        byLabel.values().forEach(own -> {
            shuffle(own, random);
            double offset = random.nextDouble();
            for (int i = 0; i < own.size(); i++) {
                placed.add(new Placed(own.get(i), (i + offset) / own.size()));
            }
        });
        placed.sort(Comparator.comparingDouble(Placed::at));
        return placed.stream().map(Placed::example).toList();
    }

    /** Returns the examples whose text was not seen before: the same text on both sides of a split would be a leak. */
    public static List<LabelledText> distinct(List<LabelledText> examples) {
        Set<String> seen = new HashSet<>();
        return examples.stream().filter(example -> seen.add(example.text())).toList();
    }

    /** Shuffles in place (Fisher and Yates). */
    public static <T> void shuffle(List<T> items, SplittableRandom random) {
        for (int i = items.size() - 1; i > 0; i--) {
            Collections.swap(items, i, random.nextInt(i + 1));
        }
    }
}
