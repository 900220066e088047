package dev.affix.lab.convergence;

import java.util.List;

/**
 * The regression function of the paper, equation 10: one row of one attention head, seen as a mixture of experts. Two experts
 * are known (the pre-trained part, with quadratic scores and linear values), the others are prefix positions:
 *
 * <pre>
 * f(x) = [ sum_j exp(x'A_j x + a_j) H_j x + sum_i exp((B k_i)'x + b_i) C v_i ] / D(x)
 * </pre>
 *
 * where D(x) is the sum of all exponentials. x, keys, values and f(x) have {@value #DIMENSION} components. Immutable.
 */
final class AttentionRow {
    static final int DIMENSION = 2;

    /** Parameters of an atom in the order of {@link #gradient}: key, value, bias. */
    static final int PARAMETERS = 2 * DIMENSION + 1;

    private static final double[][][] A = {{{0.25, 0.1}, {0.0, -0.3}}, {{-0.2, 0.0}, {0.15, 0.2}}};
    private static final double[] SMALL_A = {0.1, -0.2};
    private static final double[][][] H = {{{0.8, -0.3}, {0.2, 0.5}}, {{-0.5, 0.4}, {0.6, 0.3}}};
    private static final double[][] B = {{1.0, 0.2}, {-0.1, 0.9}};
    private static final double[][] C = {{0.9, -0.2}, {0.3, 1.1}};

    private AttentionRow() {}

    /** Writes f(x) into {@code out}. */
    static void value(double[] x, List<Atom> atoms, double[] out) {
        evaluate(x, atoms, out, null);
    }

    /**
     * Writes f(x) and its derivatives.
     *
     * @param jacobian [component of f][atom * {@link #PARAMETERS} + parameter], overwritten
     */
    static void gradient(double[] x, List<Atom> atoms, double[] out, double[][] jacobian) {
        evaluate(x, atoms, out, jacobian);
    }

    private static void evaluate(
            double[] x, List<Atom> atoms, double[] out, double @org.jspecify.annotations.Nullable [][] jacobian) {
        int known = A.length;
        double[] scores = new double[known + atoms.size()];
        for (int j = 0; j < known; j++) {
            scores[j] = SMALL_A[j];
            for (int r = 0; r < DIMENSION; r++) {
                for (int c = 0; c < DIMENSION; c++) {
                    scores[j] += x[r] * A[j][r][c] * x[c];
                }
            }
        }
        double max = Math.max(scores[0], scores[1]);
        for (int i = 0; i < atoms.size(); i++) {
            double[] bk = times(B, atoms.get(i).key());
            scores[known + i] = dot(bk, x) + atoms.get(i).bias();
            max = Math.max(max, scores[known + i]);
        }
        double total = 0;
        for (int j = 0; j < scores.length; j++) {
            scores[j] = Math.exp(scores[j] - max);
            total += scores[j];
        }
        double[][] experts = new double[scores.length][];
        java.util.Arrays.fill(out, 0);
        for (int j = 0; j < scores.length; j++) {
            scores[j] /= total;
            experts[j] =
                    j < known ? times(H[j], x) : times(C, atoms.get(j - known).value());
            for (int r = 0; r < DIMENSION; r++) {
                out[r] += scores[j] * experts[j][r];
            }
        }
        if (jacobian == null) {
            return;
        }
        for (int i = 0; i < atoms.size(); i++) {
            double gate = scores[known + i];
            for (int r = 0; r < DIMENSION; r++) {
                // d f / d score = gate (expert - f); the score is linear in key and bias.
                double byScore = gate * (experts[known + i][r] - out[r]);
                double[] row = jacobian[r];
                int at = i * PARAMETERS;
                for (int c = 0; c < DIMENSION; c++) {
                    double bx = 0;
                    for (int q = 0; q < DIMENSION; q++) {
                        bx += B[q][c] * x[q];
                    }
                    row[at + c] = byScore * bx;
                    row[at + DIMENSION + c] = gate * C[r][c];
                }
                row[at + 2 * DIMENSION] = byScore;
            }
        }
    }

    static double[] times(double[][] matrix, double[] vector) {
        double[] product = new double[matrix.length];
        for (int r = 0; r < matrix.length; r++) {
            product[r] = dot(matrix[r], vector);
        }
        return product;
    }

    static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }
}
