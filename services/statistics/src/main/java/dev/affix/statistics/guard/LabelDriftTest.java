package dev.affix.statistics.guard;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Has the distribution of labels changed since the start? An e-process against "independent draws from one distribution,
 * whatever it is" (Ramdas, Ruf, Larsson and Koolen, arXiv 2102.00630: the mixture likelihood of an alternative over the
 * greatest likelihood under the null): no fixed reference window, no binning of time, valid at any time.
 *
 * <p>The alternatives have one change, after s labels, s in {32, 64, 128, …}: a Krichevsky-Trofimov mixture before and
 * another after, with the weight 1/(k(k+1)) for the k-th of them. A change is found by the next of these points, when as many labels have been seen after it as before.
 * Memory grows with the logarithm of the number of labels. Not thread-safe.
 */
public final class LabelDriftTest {
    private static final long FIRST = 32;

    private final long[] counts;
    /** Counts at each change point that has been passed. */
    private final List<long[]> before = new ArrayList<>();

    private long next = FIRST;
    private long seen;

    /**
     * Everything there is to save; exact.
     *
     * @param counts labels by class
     * @param before the same at each of the points 32, 64, …
     */
    public record State(List<Long> counts, List<List<Long>> before) {}

    /**
     * Creates one.
     *
     * @param classes at least 2
     */
    public LabelDriftTest(int classes) {
        if (classes < 2) {
            throw new IllegalArgumentException("there must be at least 2 classes, got " + classes);
        }
        counts = new long[classes];
    }

    /** Loads one: it goes on as if it had never been saved. */
    public LabelDriftTest(State state) {
        this(state.counts.size());
        for (int i = 0; i < counts.length; i++) {
            counts[i] = state.counts.get(i);
            seen += counts[i];
        }
        for (List<Long> saved : state.before) {
            before.add(saved.stream().mapToLong(Long::longValue).toArray());
            next *= 2;
        }
    }

    /** Returns what to save. */
    public State state() {
        return new State(list(counts), before.stream().map(LabelDriftTest::list).toList());
    }

    private static List<Long> list(long[] values) {
        return Arrays.stream(values).boxed().toList();
    }

    /** Adds a label, from 0 to the number of classes − 1. */
    public void add(int label) {
        counts[label]++;
        seen++;
        if (seen == next) {
            before.add(counts.clone());
            next *= 2;
        }
    }

    /** Returns the natural logarithm of the e-value against "one distribution throughout". */
    public double logEValue() {
        double greatest = CategoryCounts.logGreatest(counts);
        // The weights of the points to come add up to 1/(k+1) for k points passed; until then they are "no change".
        double log = CategoryCounts.logMixture(counts) - Math.log(before.size() + 1.0);
        for (int k = 1; k <= before.size(); k++) {
            long[] first = before.get(k - 1);
            long[] second = new long[counts.length];
            for (int i = 0; i < second.length; i++) {
                second[i] = counts[i] - first[i];
            }
            double changed =
                    CategoryCounts.logMixture(first) + CategoryCounts.logMixture(second) - Math.log(k * (k + 1.0));
            log = Math.max(log, changed) + Math.log1p(Math.exp(-Math.abs(log - changed)));
        }
        return log - greatest;
    }
}
