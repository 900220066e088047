package dev.affix.lab.convergence;

import static dev.affix.lab.convergence.AttentionRow.DIMENSION;

import java.util.List;
import java.util.SplittableRandom;

/**
 * What generated the data: two atoms whose keys and values share structure, so that no contestant is misspecified. The
 * non-shared contestant is judged on the truth of the linear one. Inputs are uniform on [−2, 2]^2, noise is Gaussian.
 */
final class Truth {
    static final int ATOMS = 2;
    static final double NOISE = 0.1;
    private static final double INPUT = 2;

    /** M, then latent and bias of both atoms. */
    private static final double[] SHARED = {0.9, -0.7, 0.5, 1.1, 1.0, -0.6, 0.3, -0.8, 0.9, -0.1};

    private final Sharing sharing;
    private final double[] free;

    private Truth(Sharing sharing, double[] free) {
        this.sharing = sharing;
        this.free = free;
    }

    Sharing sharing() {
        return sharing;
    }

    /** Returns the free parameters. */
    double[] free() {
        return free;
    }

    /** Returns the truth that a contestant is judged on. */
    static Truth of(Sharing contestant) {
        if (contestant.latent()) {
            return new Truth(contestant, SHARED.clone());
        }
        double[] free = new double[contestant.size(ATOMS)];
        List<Atom> atoms = Sharing.LINEAR.atoms(SHARED, ATOMS);
        for (int i = 0; i < ATOMS; i++) {
            int at = i * (2 * DIMENSION + 1);
            System.arraycopy(atoms.get(i).key(), 0, free, at, DIMENSION);
            System.arraycopy(atoms.get(i).value(), 0, free, at + DIMENSION, DIMENSION);
            free[at + 2 * DIMENSION] = atoms.get(i).bias();
        }
        return new Truth(contestant, free);
    }

    List<Atom> atoms() {
        return sharing.atoms(free, ATOMS);
    }

    /** Draws n inputs [n][2] and noisy outputs [n][2]. */
    Sample sample(int n, SplittableRandom random) {
        List<Atom> atoms = atoms();
        double[][] x = new double[n][DIMENSION];
        double[][] y = new double[n][DIMENSION];
        for (int i = 0; i < n; i++) {
            for (int r = 0; r < DIMENSION; r++) {
                x[i][r] = random.nextDouble(-INPUT, INPUT);
            }
            AttentionRow.value(x[i], atoms, y[i]);
            for (int r = 0; r < DIMENSION; r++) {
                y[i][r] += NOISE * random.nextGaussian();
            }
        }
        return new Sample(x, y);
    }

    /** Inputs and outputs. */
    static final class Sample {
        private final double[][] x;
        private final double[][] y;

        Sample(double[][] x, double[][] y) {
            this.x = x;
            this.y = y;
        }

        double[][] x() {
            return x;
        }

        double[][] y() {
            return y;
        }
    }
}
