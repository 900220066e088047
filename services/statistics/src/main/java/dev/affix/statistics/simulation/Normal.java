package dev.affix.statistics.simulation;

/** The standard normal distribution, as far as a fixed-n test needs it. */
final class Normal {
    private Normal() {}

    /** Returns z with P(Z &gt; z) = p, for p in (0, 0.5], by bisection. */
    static double upper(double p) {
        double low = 0;
        double high = 40;
        for (int i = 0; i < 100; i++) {
            double middle = (low + high) / 2;
            if (tail(middle) > p) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return (low + high) / 2;
    }

    /** P(Z &gt; z), z ≥ 0: series of DLMF 7.6.2 near 0, continued fraction of 7.9.2 beyond. */
    static double tail(double z) {
        double density = Math.exp(-z * z / 2) / Math.sqrt(2 * Math.PI);
        if (z < 3) {
            double term = z;
            double sum = z;
            for (int n = 1; term > 1e-17 * sum; n++) {
                term *= z * z / (2 * n + 1);
                sum += term;
            }
            return 0.5 - density * sum;
        }
        double fraction = z;
        for (int n = 200; n > 0; n--) {
            fraction = z + n / fraction;
        }
        return density / fraction;
    }
}
