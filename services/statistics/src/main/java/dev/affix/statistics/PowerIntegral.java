package dev.affix.statistics;

/**
 * The integral I(a, x) = ∫₀¹ y^(a−1) e^(−x y) dy, in logarithms, for a &gt; 0 and every real x. For x &gt; 0 it is
 * Γ(a) P(a, x) / x^a, with P the regularized lower incomplete gamma function; unlike that, it has no singularity at 0.
 */
final class PowerIntegral {
    private static final double EPSILON = 1e-15;
    private static final double TINY = 1e-300;
    /** The slowest case, x near a, takes about 9 √a terms. */
    private static final int MAX_TERMS = 1_000_000;

    private PowerIntegral() {}

    /** Returns log I(a, x). */
    static double log(double a, double x) {
        if (!(a > 0) || !Double.isFinite(a) || !Double.isFinite(x)) {
            throw new IllegalArgumentException("I(a, x) needs a finite a > 0 and a finite x, got " + a + " and " + x);
        }
        if (x < 0) {
            return -x + Math.log(negativeFraction(a, -x));
        }
        return x < a + 1 ? -x + Math.log(series(a, x)) : logByComplement(a, x);
    }

    /** e^x I(a, x) = Σ x^n / (a (a+1) … (a+n)), DLMF 8.7.1; positive terms, at most 1/a each while x &lt; a + 1. */
    private static double series(double a, double x) {
        double term = 1 / a;
        double sum = term;
        for (int n = 1; n < MAX_TERMS; n++) {
            term *= x / (a + n);
            sum += term;
            if (term < sum * EPSILON) {
                return sum;
            }
        }
        throw notConverged(a, x);
    }

    /** I(a, x) = Γ(a) (1 − Q(a, x)) / x^a, Q by the continued fraction of DLMF 8.9.2 for x &gt; a + 1 (Lentz's method). */
    private static double logByComplement(double a, double x) {
        double logGamma = LogGamma.of(a);
        double b = x + 1 - a;
        double c = 1 / TINY;
        double d = 1 / b;
        double fraction = d;
        for (int n = 1; n < MAX_TERMS; n++) {
            double an = -n * (n - a);
            b += 2;
            d = 1 / nonZero(an * d + b);
            c = nonZero(b + an / c);
            double factor = d * c;
            fraction *= factor;
            if (Math.abs(factor - 1) < EPSILON) {
                double q = Math.exp(a * Math.log(x) - x - logGamma) * fraction;
                return logGamma - a * Math.log(x) + Math.log1p(-q);
            }
        }
        throw notConverged(a, x);
    }

    /**
     * e^(−w) I(a, −w) = 1 / (a + w − w / (a+1 + w − 2w / (a+2 + w − …))) for w &gt; 0: the Gauss-Perron fraction (Gautschi,
     * Math. Comp. 31, 1977), whose terms never cancel there.
     */
    private static double negativeFraction(double a, double w) {
        double b = a + w;
        double c = 1 / TINY;
        double d = 1 / b;
        double fraction = d;
        for (int n = 1; n < MAX_TERMS; n++) {
            double an = -n * w;
            b += 1;
            d = 1 / nonZero(an * d + b);
            c = nonZero(b + an / c);
            double factor = d * c;
            fraction *= factor;
            if (Math.abs(factor - 1) < EPSILON) {
                return fraction;
            }
        }
        throw notConverged(a, -w);
    }

    private static double nonZero(double value) {
        return Math.abs(value) < TINY ? TINY : value;
    }

    private static ArithmeticException notConverged(double a, double x) {
        return new ArithmeticException("I(" + a + ", " + x + ") did not converge");
    }
}
