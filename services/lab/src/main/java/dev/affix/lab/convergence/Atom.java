package dev.affix.lab.convergence;

/** One prefix position in the regression model. */
final class Atom {
    private final double[] key;
    private final double[] value;
    private final double bias;

    /**
     * Creates one, which keeps the arrays.
     *
     * @param key p^K, the parameter of its score
     * @param value p^V, the parameter of its expert
     * @param bias b; the atom's weight in the mixing measure is exp(b)
     */
    Atom(double[] key, double[] value, double bias) {
        this.key = key;
        this.value = value;
        this.bias = bias;
    }

    double[] key() {
        return key;
    }

    double[] value() {
        return value;
    }

    double bias() {
        return bias;
    }

    double weight() {
        return Math.exp(bias);
    }

    /** ||key − other's key||^r + ||value − other's value||^r, with Euclidean norms. */
    double distance(Atom other, double r) {
        return Math.pow(norm(key, other.key), r) + Math.pow(norm(value, other.value), r);
    }

    private static double norm(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += (a[i] - b[i]) * (a[i] - b[i]);
        }
        return Math.sqrt(sum);
    }
}
