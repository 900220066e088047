package dev.affix.statistics;

/**
 * The gamma-exponential mixture supermartingale and its boundary (Howard, Ramdas, McAuliffe and Sekhon, Annals of
 * Statistics 2021, arXiv 1810.08240, Proposition 9).
 *
 * <p>Let (S, V) be sub-exponential with scale c: for each λ in [0, 1/c), exp(λ S − ψ(λ) V) is at most a nonnegative
 * supermartingale that starts at 1, with ψ(λ) = (−log(1 − c λ) − c λ) / c². Mixing over λ with 1 − c λ distributed as a
 * gamma variable of shape and rate ρ/c², truncated to [0, 1], gives
 *
 * <pre>m(s, v) = ∫ exp(λ s − ψ(λ) v) dF(λ) = e^((c s + v)/c²) · I((v + ρ)/c², (c s + v + ρ)/c²) / I(ρ/c², ρ/c²)</pre>
 *
 * where I(a, x) = ∫₀¹ y^(a−1) e^(−x y) dy. It is again such a process (Ville: it ever reaches 1/α with probability at most
 * α), and increases with s. Immutable.
 */
public final class GammaExponentialMixture {
    private final double scale;
    private final double rho;
    private final double logNorm;

    /**
     * Creates one.
     *
     * @param scale c &gt; 0
     * @param rho ρ &gt; 0, which intrinsic times v the boundary is tight for
     */
    public GammaExponentialMixture(double scale, double rho) {
        if (!(scale > 0 && rho > 0)) {
            throw new IllegalArgumentException("scale and rho must be positive, got " + scale + " and " + rho);
        }
        this.scale = scale;
        this.rho = rho;
        double a = rho / (scale * scale);
        this.logNorm = PowerIntegral.log(a, a);
    }

    /**
     * Returns the ρ that makes the boundary of crossing probability {@code alpha} nearly as low as can be at intrinsic
     * time {@code v}: v / (2 log(1/(2α)) + log(1 + 2 log(1/(2α)))), equation 25 of arXiv 1810.08240 (for the one-sided normal mixture, to
     * which this one tends for large v).
     */
    public static double rhoFor(double v, double alpha) {
        double twoLog = 2 * Math.log(1 / (2 * alpha));
        return v / (twoLog + Math.log1p(twoLog));
    }

    /**
     * Returns log m(s, v).
     *
     * @param s the sum
     * @param v intrinsic time, at least 0
     */
    public double logValue(double s, double v) {
        double square = scale * scale;
        return (scale * s + v) / square
                + PowerIntegral.log((v + rho) / square, (scale * s + v + rho) / square)
                - logNorm;
    }

    /**
     * Returns the smallest s with log m(s, v) ≥ {@code logThreshold} &gt; 0, never below it and at most a rounding error above
     * it.
     */
    public double boundary(double v, double logThreshold) {
        if (!(logThreshold > 0)) {
            throw new IllegalArgumentException("the threshold's logarithm must be positive, got " + logThreshold);
        }
        double low = 0; // m(0, v) is at most 1
        double high = scale * logThreshold + Math.sqrt(2 * v * logThreshold);
        while (logValue(high, v) < logThreshold) {
            low = high;
            high *= 2;
        }
        while (high - low > 1e-12 * high) {
            double middle = (low + high) / 2;
            if (middle <= low || middle >= high) {
                break;
            }
            if (logValue(middle, v) < logThreshold) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return high;
    }
}
