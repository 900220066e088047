package dev.affix.statistics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The promises about error probabilities, by simulation with fixed seeds and a look after every single example. An
 * assertion allows for 2000 paths: at a true rate of alpha, more than alpha + 3.1 standard errors comes about once in 1000.
 */
class SimulationTest {
    private static final int PATHS = 2_000;
    private static final int STEPS = 2_000;
    private static final double ALPHA = 0.1;
    private static final double ALLOWED = ALPHA + 3.1 * Math.sqrt(ALPHA * (1 - ALPHA) / PATHS);
    private static final ConfidenceSequence SEQUENCE = new ConfidenceSequence(ALPHA);
    private static final double GRID = 0.25;
    /** u(v) at v = 0, 0.25, …; u grows with v, so the value below is a narrower interval than the real one. */
    private static final double[] BOUNDARY = boundaries();

    static List<Streams.Named> anyStream() {
        return Streams.any();
    }

    static List<Streams.Named> notBetter() {
        return Streams.notBetter();
    }

    @ParameterizedTest
    @MethodSource("anyStream")
    void theIntervalEverMissesTheRunningMeanWithProbabilityAtMostAlpha(Streams.Named stream) {
        int missed = 0;
        for (int path = 0; path < PATHS; path++) {
            missed += everMisses(stream.source(), random(path)) ? 1 : 0;
        }
        assertThat((double) missed / PATHS).isLessThanOrEqualTo(ALLOWED);
    }

    @ParameterizedTest
    @MethodSource("notBetter")
    void theEValueEverReachesOneOverAlphaWithProbabilityAtMostAlphaIfTheArmIsNotBetter(Streams.Named stream) {
        int paths = 500;
        double threshold = Math.log(1 / ALPHA);
        int reached = 0;
        for (int path = 0; path < paths; path++) {
            RandomGenerator random = random(path);
            DifferenceSums sums = DifferenceSums.NONE;
            double[] out = new double[1];
            for (int i = 0; i < STEPS; i++) {
                stream.source().next(random, i, sums.sum(), out);
                sums = sums.plus(out[0]);
                // The e-value is below the threshold wherever the sum is far below the boundary.
                if (sums.sum() > 0 && SEQUENCE.logEValueAbove(sums, 0) >= threshold) {
                    reached++;
                    break;
                }
            }
        }
        assertThat((double) reached / paths).isLessThanOrEqualTo(ALPHA + 3.1 * Math.sqrt(ALPHA * (1 - ALPHA) / paths));
    }

    @Test
    void aDifferenceOfATenthIsFoundWithinSomeHundredsOfExamples() {
        Comparison comparison = new Comparison(0.05, 0.01);
        int[] needed = new int[200];
        for (int path = 0; path < needed.length; path++) {
            needed[path] = examplesToVerdict(comparison, random(path), 0.25, 0.15);
        }
        Arrays.sort(needed);
        assertThat(needed[needed.length / 2]).as("median").isBetween(100, 900);
        assertThat(needed[needed.length * 95 / 100]).as("95th percentile").isLessThan(2_000);
    }

    private static int examplesToVerdict(Comparison comparison, RandomGenerator random, double p, double q) {
        DifferenceSums sums = DifferenceSums.NONE;
        for (int n = 1; n <= 20_000; n++) {
            double u = random.nextDouble();
            sums = sums.plus(u < p ? 1 : u < p + q ? -1 : 0);
            if (comparison.outcome(sums) == Outcome.A_BETTER) {
                return n;
            }
        }
        return Integer.MAX_VALUE;
    }

    private static boolean everMisses(Streams.Source source, RandomGenerator random) {
        DifferenceSums sums = DifferenceSums.NONE;
        double target = 0;
        double[] out = new double[1];
        for (int i = 0; i < STEPS; i++) {
            target += source.next(random, i, sums.sum(), out);
            sums = sums.plus(out[0]);
            if (Math.abs(sums.sum() - target) > BOUNDARY[(int) (sums.variation() / GRID)] + 1e-9) {
                return true;
            }
        }
        return false;
    }

    private static double[] boundaries() {
        double[] boundaries = new double[(int) (4 * STEPS / GRID) + 1];
        for (int i = 0; i < boundaries.length; i++) {
            boundaries[i] = SEQUENCE.boundary(i * GRID);
        }
        return boundaries;
    }

    private static RandomGenerator random(int path) {
        return RandomGeneratorFactory.of("Xoshiro256PlusPlus").create(7_919L * path + 1);
    }
}
