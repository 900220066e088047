package dev.affix.lab.convergence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SlopeTest {
    @Test
    void aPowerOfNIsFoundExactly() {
        TreeMap<Integer, double[]> losses = new TreeMap<>();
        for (int n : new int[] {100, 200, 400}) {
            double loss = 3 * Math.pow(n, -0.25);
            losses.put(n, new double[] {loss, loss, loss, Double.NaN});
        }
        Slope slope = Slope.of(losses, 0.5, 1);
        assertThat(slope.value()).isCloseTo(-0.25, within(1e-12));
        assertThat(slope.lower()).isCloseTo(-0.25, within(1e-12));
        assertThat(slope.upper()).isCloseTo(-0.25, within(1e-12));
    }

    @Test
    void theIntervalCoversTheTruthAboutAsOftenAsItSays() {
        SplittableRandom random = new SplittableRandom(5);
        int covered = 0;
        for (int study = 0; study < 100; study++) {
            TreeMap<Integer, double[]> losses = new TreeMap<>();
            for (int n : new int[] {100, 200, 400, 800}) {
                losses.put(
                        n,
                        IntStream.range(0, 30)
                                .mapToDouble(i -> Math.pow(n, -0.5) * Math.exp(random.nextGaussian()))
                                .toArray());
            }
            Slope slope = Slope.of(losses, 0.5, study);
            covered += slope.lower() <= -0.5 && -0.5 <= slope.upper() ? 1 : 0;
        }
        assertThat(covered).isBetween(85, 100);
    }

    @Test
    void oneSizeHasNoSlope() {
        TreeMap<Integer, double[]> losses = new TreeMap<>();
        losses.put(100, new double[] {1, 2, 3});
        assertThat(Slope.of(losses, 0.5, 1).value()).isNaN();
    }

    @Test
    void quantilesLieBetweenNeighbours() {
        assertThat(Slope.quantile(new double[] {5, 1, Double.NaN, 3}, 0.5)).isEqualTo(3);
        assertThat(Slope.quantile(new double[] {4, 1, 2, 3}, 0.5)).isEqualTo(2.5);
        assertThat(Slope.quantile(new double[] {0, 10}, 0.9)).isEqualTo(9);
        assertThat(Slope.quantile(new double[] {7}, 0.9)).isEqualTo(7);
        assertThat(Slope.quantile(new double[] {Double.NaN}, 0.5)).isNaN();
    }
}
