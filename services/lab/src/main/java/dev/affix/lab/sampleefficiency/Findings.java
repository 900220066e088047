package dev.affix.lab.sampleefficiency;

import dev.affix.lab.sampleefficiency.ExamplesNeeded.Kind;
import dev.affix.lab.study.PairedTTest;
import dev.affix.prefix.variant.Variant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** What the outcomes of a study say. Seeds are the repeats: every mean, interval and test is over them. */
final class Findings {
    /** At most so many levels are reported. */
    private static final int LEVELS = 8;

    private final Plan plan;
    private final Study.Results results;

    Findings(Plan plan, Study.Results results) {
        this.plan = plan;
        this.results = results;
    }

    /**
     * Accuracy of a variant at a size.
     *
     * @param interval its mean, standard error and 95 % interval over seeds (Student)
     */
    record Accuracy(Variant variant, int examples, List<Double> bySeed, PairedTTest interval) {}

    /**
     * Difference of two variants, one minus the other, paired by seed.
     *
     * @param examples training size; 0 for the mean over all sizes
     * @param test Student's test of the differences
     * @param holm its p-value adjusted for all sizes and pairs, or for all pairs where it is a mean over sizes
     */
    record Comparison(Variant one, Variant other, int examples, PairedTTest test, double holm) {}

    /**
     * Examples that one variant needs per example of another, for the same accuracy.
     *
     * @param seeds seeds in which both reached the level inside the sizes tried
     * @param ratio geometric mean; NaN unless all seeds did
     * @param lower of the 95 % interval (Student, on logarithms)
     * @param why why there is no ratio; empty if there is one
     */
    record Ratio(
            Variant one,
            Variant other,
            double level,
            int seeds,
            double ratio,
            double lower,
            double upper,
            String why) {}

    List<Accuracy> accuracies() {
        List<Accuracy> all = new ArrayList<>();
        for (Variant variant : plan.variants()) {
            for (int size : plan.sizes()) {
                List<Double> bySeed = plan.seeds().stream()
                        .map(seed -> accuracy(variant, seed, size))
                        .toList();
                all.add(new Accuracy(variant, size, bySeed, PairedTTest.of(array(bySeed))));
            }
        }
        return all;
    }

    /** Returns the comparisons by size, then those of the means over sizes. */
    List<Comparison> comparisons() {
        List<Comparison> all = new ArrayList<>(adjusted(plan.sizes()));
        all.addAll(adjusted(List.of(0)));
        return all;
    }

    private List<Comparison> adjusted(List<Integer> sizes) {
        List<Comparison> raw = new ArrayList<>();
        for (Variant[] pair : pairs()) {
            for (int size : sizes) {
                double[] differences = plan.seeds().stream()
                        .mapToDouble(seed -> at(pair[0], seed, size) - at(pair[1], seed, size))
                        .toArray();
                raw.add(new Comparison(pair[0], pair[1], size, PairedTTest.of(differences), Double.NaN));
            }
        }
        double[] holm = PairedTTest.holm(
                raw.stream().mapToDouble(comparison -> comparison.test.p()).toArray());
        List<Comparison> all = new ArrayList<>();
        for (int i = 0; i < holm.length; i++) {
            Comparison c = raw.get(i);
            all.add(new Comparison(c.one, c.other, c.examples, c.test, holm[i]));
        }
        return all;
    }

    /** Accuracy at a size, or their mean for 0. */
    private double at(Variant variant, long seed, int size) {
        return size > 0
                ? accuracy(variant, seed, size)
                : plan.sizes().stream()
                        .mapToDouble(n -> accuracy(variant, seed, n))
                        .average()
                        .orElseThrow();
    }

    List<Ratio> ratios() {
        List<Ratio> all = new ArrayList<>();
        for (Variant[] pair : pairs()) {
            for (double level : levels()) {
                all.add(ratio(pair[0], pair[1], level));
            }
        }
        return all;
    }

    private Ratio ratio(Variant one, Variant other, double level) {
        List<Double> logs = new ArrayList<>();
        Map<String, Integer> reasons = new LinkedHashMap<>();
        for (long seed : plan.seeds()) {
            ExamplesNeeded first = ExamplesNeeded.of(curve(one, seed), level);
            ExamplesNeeded second = ExamplesNeeded.of(curve(other, seed), level);
            if (first.kind() == Kind.REACHED && second.kind() == Kind.REACHED) {
                logs.add(Math.log(first.examples() / second.examples()));
            }
            count(reasons, one, first);
            count(reasons, other, second);
        }
        if (logs.size() < plan.seeds().size()) {
            List<String> said = new ArrayList<>();
            reasons.forEach((reason, seeds) ->
                    said.add(reason + " in " + seeds + " of " + plan.seeds().size() + " seeds"));
            return new Ratio(
                    one, other, level, logs.size(), Double.NaN, Double.NaN, Double.NaN, String.join("; ", said));
        }
        PairedTTest interval = PairedTTest.of(array(logs));
        return new Ratio(
                one,
                other,
                level,
                logs.size(),
                Math.exp(interval.mean()),
                Math.exp(interval.lower()),
                Math.exp(interval.upper()),
                "");
    }

    private static void count(Map<String, Integer> reasons, Variant variant, ExamplesNeeded needed) {
        if (needed.kind() != Kind.REACHED) {
            reasons.merge(
                    variant.label()
                            + (needed.kind() == Kind.NOT_REACHED
                                    ? ": not reached"
                                    : ": reached with the fewest already"),
                    1,
                    Integer::sum);
        }
    }

    /** Multiples of 5 % (of 10 % if those are many) between the worst mean at the smallest size and the best at the greatest. */
    private List<Double> levels() {
        double least = 1;
        double most = 0;
        for (Accuracy accuracy : accuracies()) {
            least = Math.min(least, accuracy.interval.mean());
            most = Math.max(most, accuracy.interval.mean());
        }
        for (int step = 5; ; step += 5) {
            List<Double> levels = new ArrayList<>();
            for (int percent = step; percent <= 100; percent += step) {
                if (percent / 100.0 > least && percent / 100.0 <= most) {
                    levels.add(percent / 100.0);
                }
            }
            if (levels.size() <= LEVELS) {
                return levels;
            }
        }
    }

    /** Every variant against no-share, and deep-share against the same MLPs without sharing. */
    private List<Variant[]> pairs() {
        Variant reference = plan.variants().contains(Variant.NO_SHARE)
                ? Variant.NO_SHARE
                : plan.variants().get(0);
        List<Variant[]> pairs = new ArrayList<>();
        for (Variant variant : plan.variants()) {
            if (variant != reference) {
                pairs.add(new Variant[] {variant, reference});
            }
        }
        if (plan.variants().contains(Variant.DEEP_SHARE)
                && plan.variants().contains(Variant.SEPARATE_MLP)
                && reference != Variant.DEEP_SHARE
                && reference != Variant.SEPARATE_MLP) {
            pairs.add(new Variant[] {Variant.DEEP_SHARE, Variant.SEPARATE_MLP});
        }
        return pairs;
    }

    private SortedMap<Integer, Double> curve(Variant variant, long seed) {
        SortedMap<Integer, Double> curve = new TreeMap<>();
        plan.sizes().forEach(size -> curve.put(size, accuracy(variant, seed, size)));
        return curve;
    }

    private double accuracy(Variant variant, long seed, int size) {
        Rates rates = results.chosen().get(variant);
        Outcome outcome = rates == null ? null : results.outcomes().get(new Trial(variant, false, seed, size, rates));
        if (outcome == null) {
            throw new IllegalStateException(
                    "There is no outcome of " + variant.label() + " with " + size + " examples, seed " + seed);
        }
        return outcome.accuracy();
    }

    private static double[] array(List<Double> values) {
        return values.stream().mapToDouble(value -> value).toArray();
    }
}
