package dev.affix.statistics;

/**
 * The empirical-Bernstein confidence sequence on the running mean of conditional mean differences, and its e-processes
 * (Choe and Ramdas, arXiv 2110.00115: Theorem 2 and section 4; boundary of Howard et al., arXiv 1810.08240).
 *
 * <p>Differences δᵢ lie in [−1, 1] and nothing else is assumed: arms learn, streams drift. The target after t of them is
 * Δ_t = (1/t) Σ E[δᵢ | past], which moves. With the predictions γᵢ and V_t = Σ (δᵢ − γᵢ)² of {@link DifferenceSums}, Fan's
 * inequality exp(λ ξ − ψ(λ) ξ²) ≤ 1 + λ ξ for c λ &lt; 1, ξ ≥ −c, applied to ξ = δᵢ − γᵢ ≥ −2, makes both (Σ δᵢ − t Δ_t, V_t) and (t Δ_t − Σ δᵢ, V_t)
 * sub-exponential with scale c = 2. Hence, with the boundary u of {@link GammaExponentialMixture} at crossing
 * probability α/2,
 *
 * <pre>P(for all t: |S_t / t − Δ_t| ≤ u(V_t) / t) ≥ 1 − α</pre>
 *
 * <p>and m(S_t, V_t) is an e-process for "Δ_t ≤ 0 at every t": stopped at any time its mean is at most 1. The two agree: the
 * lower end is above 0 exactly if that e-value reaches 2/α.
 *
 * <p>The interval of one time is not intersected with earlier ones: those bound an earlier target. Immutable.
 */
public final class ConfidenceSequence {
    /** Range of δ − γ. */
    private static final double SCALE = 2;
    /**
     * The intrinsic time at which the boundary is tightest: some hundreds of examples on a fifth or so of which one arm is
     * right and the other wrong. Any choice is valid.
     */
    private static final double TIGHTEST_AT = 100;

    private final double logThreshold;
    private final GammaExponentialMixture mixture;

    /**
     * Creates one.
     *
     * @param alpha probability that the interval ever misses, in (0, 0.5]
     */
    public ConfidenceSequence(double alpha) {
        if (!(alpha > 0 && alpha <= 0.5)) {
            throw new IllegalArgumentException("alpha must be in (0, 0.5], got " + alpha);
        }
        logThreshold = Math.log(2 / alpha);
        mixture = new GammaExponentialMixture(SCALE, GammaExponentialMixture.rhoFor(TIGHTEST_AT, alpha / 2));
    }

    /** Returns the interval after these differences; [−1, 1] before the first. */
    public Interval interval(DifferenceSums sums) {
        if (sums.count() == 0) {
            return new Interval(-1, 1);
        }
        double width = boundary(sums.variation()) / sums.count();
        double mean = sums.mean();
        return new Interval(Math.max(-1, mean - width), Math.min(1, mean + width));
    }

    /** Returns u(v), how far |S − tΔ| may get at intrinsic time v. */
    double boundary(double variation) {
        return mixture.boundary(variation, logThreshold);
    }

    /**
     * Returns the natural logarithm of the e-value against "the running mean is at most {@code bound}".
     *
     * @param bound in [−1, 1]
     */
    public double logEValueAbove(DifferenceSums sums, double bound) {
        return mixture.logValue(sums.sum() - sums.count() * bound, sums.variation());
    }

    /** Returns the natural logarithm of the e-value against "the running mean is at least {@code bound}". */
    public double logEValueBelow(DifferenceSums sums, double bound) {
        return mixture.logValue(sums.count() * bound - sums.sum(), sums.variation());
    }

    /** Returns whether the interval lies above a bound, without computing the interval. */
    public boolean above(DifferenceSums sums, double bound) {
        return reaches(sums.sum() - sums.count() * bound, sums.variation());
    }

    /** Returns whether the interval lies below a bound, without computing the interval. */
    public boolean below(DifferenceSums sums, double bound) {
        return reaches(sums.count() * bound - sums.sum(), sums.variation());
    }

    /** Returns whether the interval lies within ± a margin, without computing the interval. */
    boolean within(DifferenceSums sums, double margin) {
        double up = sums.sum() - sums.count() * -margin;
        double down = sums.count() * margin - sums.sum();
        double variation = sums.variation();
        // Of a pair that is decided one of the two cannot be, which is soon seen.
        return canReach(up, variation)
                && canReach(down, variation)
                && reaches(up, variation)
                && reaches(down, variation);
    }

    private boolean reaches(double s, double variation) {
        return canReach(s, variation) && mixture.logValue(s, variation) >= logThreshold;
    }

    /** ψ(λ) ≥ λ²/2, so log m(s, v) ≤ s²/(2v) for s ≥ 0 and ≤ 0 else: most examples need no more than this. */
    private boolean canReach(double s, double variation) {
        return s > 0 && s * s >= 2 * variation * logThreshold * (1 - 1e-9);
    }
}
