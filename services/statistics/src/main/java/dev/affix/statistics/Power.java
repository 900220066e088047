package dev.affix.statistics;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * How many paired examples a verdict takes, for arms of which on each example A alone is right with probability {@code winA}
 * and B alone with {@code winB}.
 *
 * @param alpha level of the comparison
 * @param margin of equivalence
 * @param winA probability that only A is right
 * @param winB probability that only B is right
 */
public record Power(double alpha, double margin, double winA, double winB) {
    /** Beyond so many examples the closed form gives up: no verdict is to be expected. */
    public static final long MAX_EXAMPLES = 1_000_000_000L;

    /**
     * Checks the numbers; alpha and margin are checked by {@link Comparison}.
     *
     * @throws IllegalArgumentException if one is out of its range
     */
    public Power {
        if (!(winA >= 0 && winB >= 0 && winA + winB <= 1)) {
            throw new IllegalArgumentException(
                    "winA and winB must be at least 0 and at most 1 together, got " + winA + " and " + winB);
        }
    }

    /**
     * Examples to the verdict, over simulated streams.
     *
     * @param mean mean over the streams that got one, NaN if none did
     * @param median over all streams, {@link Long#MAX_VALUE} if half got none
     * @param ninetieth 90th percentile over all streams, {@link Long#MAX_VALUE} if a tenth got none
     * @param decided share of the streams that got a verdict
     */
    public record Needed(double mean, long median, long ninetieth, double decided) {}

    /**
     * Returns about how many examples it takes until the first verdict: the least n at which the expected sum reaches the
     * boundary at the expected intrinsic time, n (δ − bound) ≥ u(n σ²). Rough: about the median, the noise around the expectation
     * left out. {@link #MAX_EXAMPLES} if it takes more.
     */
    public long roughly() {
        double difference = winA - winB;
        return roughly(new ConfidenceSequence(alpha), margin, difference, winA + winB - difference * difference);
    }

    /**
     * Returns about how many examples the first verdict takes, counted from the first example, if those to come have the mean
     * and the variance of those so far.
     */
    public static long roughly(double alpha, double margin, DifferenceSums sums) {
        double variance = sums.variation() / Math.max(1, sums.count());
        return roughly(new ConfidenceSequence(alpha), margin, sums.mean(), variance);
    }

    static long roughly(ConfidenceSequence sequence, double margin, double difference, double variance) {
        // Better by whatever: |δ| to 0. Equivalent: the nearer end of the margin.
        double distance = Math.max(Math.abs(difference), margin - Math.abs(difference));
        if (distance <= 0) {
            return MAX_EXAMPLES;
        }
        long low = 0;
        long high = 1;
        while (high < MAX_EXAMPLES && high * distance < sequence.boundary(high * variance)) {
            low = high;
            high *= 2;
        }
        if (high >= MAX_EXAMPLES) {
            return MAX_EXAMPLES;
        }
        while (high - low > 1) {
            long middle = (low + high) / 2;
            if (middle * distance < sequence.boundary(middle * variance)) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return high;
    }

    /**
     * Simulates streams, looking after every example.
     *
     * @param streams how many
     * @param steps examples of each at the most
     * @param seed of the first stream; the i-th has seed + i
     */
    public Needed simulated(int streams, int steps, long seed) {
        Comparison comparison = new Comparison(alpha, margin);
        long[] needed = new long[streams];
        for (int stream = 0; stream < streams; stream++) {
            RandomGenerator random =
                    RandomGeneratorFactory.of("Xoshiro256PlusPlus").create(seed + stream);
            needed[stream] = examples(comparison, random, steps);
        }
        Arrays.sort(needed);
        int decided =
                (int) Arrays.stream(needed).filter(n -> n < Long.MAX_VALUE).count();
        return new Needed(
                Arrays.stream(needed).limit(decided).average().orElse(Double.NaN),
                needed[streams / 2],
                needed[(int) (streams * 0.9)],
                (double) decided / streams);
    }

    private long examples(Comparison comparison, RandomGenerator random, int steps) {
        DifferenceSums sums = DifferenceSums.NONE;
        for (int n = 1; n <= steps; n++) {
            double u = random.nextDouble();
            sums = sums.plus(u < winA ? 1 : u < winA + winB ? -1 : 0);
            if (comparison.outcome(sums) != Outcome.UNDECIDED) {
                return n;
            }
        }
        return Long.MAX_VALUE;
    }
}
