package dev.affix.statistics;

/** Logarithms of the beta function and of the regularized incomplete one. */
final class LogBeta {
    private static final double EPSILON = 1e-15;
    private static final double TINY = 1e-300;
    private static final int MAX_TERMS = 100_000;

    private LogBeta() {}

    /** Returns log B(a, b) for a, b &gt; 0. */
    static double of(double a, double b) {
        return LogGamma.of(a) + LogGamma.of(b) - LogGamma.of(a + b);
    }

    /** Returns log I_x(a, b), the logarithm of P(Beta(a, b) ≤ x), for x in (0, 1). */
    static double regularized(double x, double a, double b) {
        if (!(x > 0 && x < 1 && a > 0 && b > 0)) {
            throw new IllegalArgumentException(
                    "I_x(a, b) needs x in (0, 1) and a, b > 0, got x = " + x + ", a = " + a + ", b = " + b);
        }
        double front = a * Math.log(x) + b * Math.log1p(-x) - of(a, b);
        return x < (a + 1) / (a + b + 2)
                ? front - Math.log(a) + Math.log(fraction(x, a, b))
                : Math.log1p(-Math.exp(front - Math.log(b) + Math.log(fraction(1 - x, b, a))));
    }

    /** The continued fraction of DLMF 8.17.22, by Lentz's method. */
    private static double fraction(double x, double a, double b) {
        double c = 1;
        double d = 1 / nonZero(1 - (a + b) * x / (a + 1));
        double fraction = d;
        for (int m = 1; m < MAX_TERMS; m++) {
            double even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
            d = 1 / nonZero(1 + even * d);
            c = nonZero(1 + even / c);
            fraction *= d * c;
            double odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
            d = 1 / nonZero(1 + odd * d);
            c = nonZero(1 + odd / c);
            fraction *= d * c;
            if (Math.abs(d * c - 1) < EPSILON) {
                return fraction;
            }
        }
        throw new ArithmeticException("I_" + x + "(" + a + ", " + b + ") did not converge");
    }

    private static double nonZero(double value) {
        return Math.abs(value) < TINY ? TINY : value;
    }
}
