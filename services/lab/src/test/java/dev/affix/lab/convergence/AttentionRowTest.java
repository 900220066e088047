package dev.affix.lab.convergence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class AttentionRowTest {
    private final SplittableRandom random = new SplittableRandom(3);

    /** Equation 10 written out once more, sum by sum, without the guard against overflow. */
    private static double[] equation10(double[] x, List<Atom> atoms) {
        double[][][] a = {{{0.25, 0.1}, {0.0, -0.3}}, {{-0.2, 0.0}, {0.15, 0.2}}};
        double[] a0 = {0.1, -0.2};
        double[][][] h = {{{0.8, -0.3}, {0.2, 0.5}}, {{-0.5, 0.4}, {0.6, 0.3}}};
        double denominator = 0;
        double first = 0;
        double second = 0;
        for (int j = 0; j < 2; j++) {
            double gate = Math.exp(a[j][0][0] * x[0] * x[0]
                    + (a[j][0][1] + a[j][1][0]) * x[0] * x[1]
                    + a[j][1][1] * x[1] * x[1]
                    + a0[j]);
            denominator += gate;
            first += gate * (h[j][0][0] * x[0] + h[j][0][1] * x[1]);
            second += gate * (h[j][1][0] * x[0] + h[j][1][1] * x[1]);
        }
        for (Atom atom : atoms) {
            double gate = Math.exp((1.0 * atom.key()[0] + 0.2 * atom.key()[1]) * x[0]
                    + (-0.1 * atom.key()[0] + 0.9 * atom.key()[1]) * x[1]
                    + atom.bias());
            denominator += gate;
            first += gate * (0.9 * atom.value()[0] - 0.2 * atom.value()[1]);
            second += gate * (0.3 * atom.value()[0] + 1.1 * atom.value()[1]);
        }
        return new double[] {first / denominator, second / denominator};
    }

    @Test
    void theFunctionIsEquation10() {
        for (int i = 0; i < 100; i++) {
            double[] x = {random.nextDouble(-2, 2), random.nextDouble(-2, 2)};
            List<Atom> atoms = Sharing.NONE.atoms(free(Sharing.NONE, 3), 3);
            double[] f = new double[2];
            AttentionRow.value(x, atoms, f);
            assertThat(f).containsExactly(equation10(x, atoms), within(1e-12));
        }
    }

    @ParameterizedTest
    @EnumSource
    void gradientsAreThoseOfFiniteDifferences(Sharing sharing) {
        for (int trial = 0; trial < 20; trial++) {
            double[] x = {random.nextDouble(-2, 2), random.nextDouble(-2, 2)};
            double[] free = free(sharing, 3);
            List<Atom> atoms = sharing.atoms(free, 3);
            double[] f = new double[2];
            double[][] byAtoms = new double[2][3 * AttentionRow.PARAMETERS];
            AttentionRow.gradient(x, atoms, f, byAtoms);
            for (int r = 0; r < 2; r++) {
                double[] gradient = new double[free.length];
                sharing.pullBack(free, atoms, byAtoms[r], gradient);
                for (int i = 0; i < free.length; i++) {
                    double step = 1e-6;
                    double numeric =
                            (moved(sharing, free, i, step, x)[r] - moved(sharing, free, i, -step, x)[r]) / (2 * step);
                    // Central differences: rounding gives 1e-16 / 1e-6, the third derivative 1e-12.
                    assertThat(gradient[i]).isCloseTo(numeric, within(1e-8));
                }
            }
        }
    }

    @Test
    void sharingIsWhatThePaperSays() {
        double[] free = {0.9, -0.7, 0.5, 1.1, 0.4, -0.2, 0.3};
        Atom linear = Sharing.LINEAR.atoms(free, 1).get(0);
        assertThat(linear.key()).containsExactly(0.4, -0.2);
        assertThat(linear.value()).containsExactly(new double[] {0.5, -0.02}, within(1e-12));
        Atom oneLayer = Sharing.ONE_LAYER.atoms(free, 1).get(0);
        assertThat(oneLayer.key()).containsExactly(Math.tanh(0.4), Math.tanh(-0.2));
        assertThat(oneLayer.value()).containsExactly(new double[] {Math.tanh(0.5), Math.tanh(-0.02)}, within(1e-12));
        assertThat(oneLayer.bias()).isEqualTo(0.3);
    }

    @Test
    void withoutSharingSplittingAValueChangesNothingAndWithSharingItDoes() {
        Atom whole = new Atom(new double[] {0.5, -0.3}, new double[] {0.7, 0.2}, 0);
        double half = Math.log(0.5);
        Atom up = new Atom(whole.key(), new double[] {1.7, 0.9}, half);
        Atom down = new Atom(whole.key(), new double[] {-0.3, -0.5}, half);
        double[] x = {0.8, -1.2};
        double[] one = new double[2];
        double[] two = new double[2];
        AttentionRow.value(x, List.of(whole), one);
        AttentionRow.value(x, List.of(up, down), two);
        assertThat(two).containsExactly(one, within(1e-12));

        double[] m = {0.9, -0.7, 0.5, 1.1};
        double[] joined = {m[0], m[1], m[2], m[3], 0.5, -0.3, half, 0.5, -0.3, half};
        double[] split = {m[0], m[1], m[2], m[3], 1.0, 0.0, half, 0.0, -0.6, half};
        AttentionRow.value(x, Sharing.LINEAR.atoms(joined, 2), one);
        AttentionRow.value(x, Sharing.LINEAR.atoms(split, 2), two);
        assertThat(Math.abs(two[0] - one[0])).isGreaterThan(0.01);
    }

    private static double[] moved(Sharing sharing, double[] free, int i, double by, double[] x) {
        double[] moved = free.clone();
        moved[i] += by;
        double[] f = new double[2];
        AttentionRow.value(x, sharing.atoms(moved, 3), f);
        return f;
    }

    private double[] free(Sharing sharing, int atoms) {
        return random.doubles(sharing.size(atoms), -1, 1).toArray();
    }
}
