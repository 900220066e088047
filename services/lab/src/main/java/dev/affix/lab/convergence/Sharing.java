package dev.affix.lab.convergence;

import static dev.affix.lab.convergence.AttentionRow.DIMENSION;

import java.util.ArrayList;
import java.util.List;

/**
 * How the keys and values of the fitted atoms depend on free parameters. With sharing, both come of one latent p per atom and
 * of one matrix M that all atoms share; a second matrix for the keys would only be another name for p. The free parameters are
 * M in row order, if there is one, then for each atom its own ones and its bias.
 */
enum Sharing {
    /** k and v are free. */
    NONE("non-shared", false) {
        @Override
        double[] outer(double latent) {
            throw new UnsupportedOperationException("There is no latent");
        }

        @Override
        double slope(double image) {
            throw new UnsupportedOperationException("There is no latent");
        }
    },
    /** k = p, v = M p (section 4.2.1). */
    LINEAR("shared linear", true) {
        @Override
        double[] outer(double latent) {
            return new double[] {latent, 1};
        }

        @Override
        double slope(double image) {
            return 1;
        }
    },
    /** k = tanh(p), v = tanh(M p) (section 4.2.2). */
    ONE_LAYER("shared one-layer", true) {
        @Override
        double[] outer(double latent) {
            double image = Math.tanh(latent);
            return new double[] {image, slope(image)};
        }

        @Override
        double slope(double image) {
            return 1 - image * image;
        }
    };

    private static final int MATRIX = DIMENSION * DIMENSION;

    private final String label;
    private final boolean latent;

    Sharing(String label, boolean latent) {
        this.label = label;
        this.latent = latent;
    }

    String label() {
        return label;
    }

    /** Returns the activation of a latent and its derivative there. */
    abstract double[] outer(double latent);

    /** Returns the activation's derivative where the activation has that value. */
    abstract double slope(double image);

    boolean latent() {
        return latent;
    }

    /** Returns the number of free parameters. */
    int size(int atoms) {
        return latent ? MATRIX + atoms * (DIMENSION + 1) : atoms * (2 * DIMENSION + 1);
    }

    /** Returns the atoms of free parameters. */
    List<Atom> atoms(double[] free, int count) {
        List<Atom> atoms = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            double[] key = new double[DIMENSION];
            double[] value = new double[DIMENSION];
            int at = offset(i);
            if (latent) {
                for (int r = 0; r < DIMENSION; r++) {
                    key[r] = outer(free[at + r])[0];
                    value[r] = outer(image(free, at, r))[0];
                }
                atoms.add(new Atom(key, value, free[at + DIMENSION]));
            } else {
                System.arraycopy(free, at, key, 0, DIMENSION);
                System.arraycopy(free, at + DIMENSION, value, 0, DIMENSION);
                atoms.add(new Atom(key, value, free[at + 2 * DIMENSION]));
            }
        }
        return atoms;
    }

    /**
     * Turns derivatives by the atoms' keys, values and biases into derivatives by free parameters.
     *
     * @param byAtoms as {@link AttentionRow#gradient} writes one row
     * @param byFree overwritten
     */
    void pullBack(double[] free, List<Atom> atoms, double[] byAtoms, double[] byFree) {
        java.util.Arrays.fill(byFree, 0);
        for (int i = 0; i < atoms.size(); i++) {
            int from = i * AttentionRow.PARAMETERS;
            int at = offset(i);
            if (!latent) {
                System.arraycopy(byAtoms, from, byFree, at, AttentionRow.PARAMETERS);
                continue;
            }
            Atom atom = atoms.get(i);
            for (int r = 0; r < DIMENSION; r++) {
                byFree[at + r] += byAtoms[from + r] * slope(atom.key()[r]);
                double byImage = byAtoms[from + DIMENSION + r] * slope(atom.value()[r]);
                for (int c = 0; c < DIMENSION; c++) {
                    byFree[at + c] += byImage * free[r * DIMENSION + c];
                    byFree[r * DIMENSION + c] += byImage * free[at + c];
                }
            }
            byFree[at + DIMENSION] = byAtoms[from + 2 * DIMENSION];
        }
    }

    private int offset(int atom) {
        return latent ? MATRIX + atom * (DIMENSION + 1) : atom * (2 * DIMENSION + 1);
    }

    /** Component r of M p, of the latent at an offset. */
    private static double image(double[] free, int at, int r) {
        double sum = 0;
        for (int c = 0; c < DIMENSION; c++) {
            sum += free[r * DIMENSION + c] * free[at + c];
        }
        return sum;
    }
}
