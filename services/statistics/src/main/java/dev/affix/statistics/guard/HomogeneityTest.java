package dev.affix.statistics.guard;

import java.util.Arrays;

/**
 * Do several groups have the same distribution over some categories? Used for lateness: groups are arms, or right and wrong
 * answers, and categories are ranges of the delay of labels. If right answers are labelled earlier than wrong ones, what is
 * already labelled is not a fair sample.
 *
 * <p>By universal inference (Wasserman, Ramdas and Balakrishnan, PNAS 2020, arXiv 1912.11436: the running
 * likelihood ratio): the mixture likelihood with a distribution for each group, over the <em>greatest</em> likelihood with one for all.
 * If all are drawn independently from one distribution, whatever it is and in whatever order the groups come, the
 * denominator is at least the true likelihood; so the ratio is at most a martingale that starts at 1 and ever reaches 1/α
 * with probability at most α. What it takes for granted is that one distribution: lateness that changes in time and shares of the groups
 * that change with it can look like a difference. Not thread-safe; {@link #counts} is all there is to save.
 */
public final class HomogeneityTest {
    private final long[][] counts;

    /**
     * Creates one.
     *
     * @param groups at least 2
     * @param categories at least 2
     */
    public HomogeneityTest(int groups, int categories) {
        if (groups < 2 || categories < 2) {
            throw new IllegalArgumentException(
                    "there must be 2 groups and 2 categories or more, got " + groups + " and " + categories);
        }
        counts = new long[groups][categories];
    }

    /**
     * Loads one.
     *
     * @param counts {@code [groups][categories]}
     */
    public HomogeneityTest(long[][] counts) {
        this(counts.length, counts.length == 0 ? 0 : counts[0].length);
        for (int group = 0; group < counts.length; group++) {
            if (counts[group].length != this.counts[group].length
                    || Arrays.stream(counts[group]).anyMatch(count -> count < 0)) {
                throw new IllegalArgumentException(
                        "counts[" + group + "] is no row of counts: " + Arrays.toString(counts[group]));
            }
            this.counts[group] = counts[group].clone();
        }
    }

    /** Adds one observation. */
    public void add(int group, int category) {
        counts[group][category]++;
    }

    /** Returns a copy of the counts, {@code [groups][categories]}. */
    public long[][] counts() {
        return Arrays.stream(counts).map(long[]::clone).toArray(long[][]::new);
    }

    /** Returns the natural logarithm of the e-value against "one distribution for all groups". */
    public double logEValue() {
        long[] pooled = new long[counts[0].length];
        double log = 0;
        for (long[] group : counts) {
            log += CategoryCounts.logMixture(group);
            for (int category = 0; category < pooled.length; category++) {
                pooled[category] += group[category];
            }
        }
        return log - CategoryCounts.logGreatest(pooled);
    }
}
