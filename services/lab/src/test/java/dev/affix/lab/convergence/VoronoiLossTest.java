package dev.affix.lab.convergence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class VoronoiLossTest {
    private static final double HALF = Math.log(0.5);
    private static final List<Atom> TRUTH = List.of(atom(0, 0, 0), atom(10, 0, 0));

    private static Atom atom(double key, double value, double bias) {
        return new Atom(new double[] {key, 0}, new double[] {0, value}, bias);
    }

    @Test
    void theTruthHasNoLoss() {
        VoronoiLoss loss = VoronoiLoss.of(TRUTH, TRUTH);
        assertThat(loss.weights()).isZero();
        assertThat(loss.first()).isZero();
        assertThat(loss.mixed()).isZero();
        assertThat(loss.crowded()).isNaN();
    }

    @Test
    void handComputedLosses() {
        // Two half atoms in the first cell, errors 0.1 + 0.2 and 0.3 + 0; one in the second, weight 2, error 0.5.
        VoronoiLoss loss =
                VoronoiLoss.of(List.of(atom(0.1, 0.2, HALF), atom(-0.3, 0, HALF), atom(10, 0.5, Math.log(2))), TRUTH);
        assertThat(loss.weights()).isCloseTo(1, within(1e-12));
        assertThat(loss.singletons()).isCloseTo(0.5, within(1e-12));
        assertThat(loss.crowded()).isCloseTo(0.3, within(1e-12));
        assertThat(loss.first()).isCloseTo(1 + 0.15 + 0.15 + 1.0, within(1e-12));
        assertThat(loss.second()).isCloseTo(1 + 0.5 * (0.01 + 0.04) + 0.5 * 0.09 + 2 * 0.25, within(1e-12));
        assertThat(loss.mixed()).isCloseTo(1 + 0.5 * (0.01 + 0.04) + 0.5 * 0.09 + 2 * 0.5, within(1e-12));
    }

    @Test
    void anEmptyCellCountsWithItsWholeWeight() {
        VoronoiLoss loss = VoronoiLoss.of(List.of(atom(0, 0, HALF), atom(0, 0, HALF)), TRUTH);
        assertThat(loss.weights()).isCloseTo(1, within(1e-12));
        assertThat(loss.singletons()).isNaN();
    }
}
