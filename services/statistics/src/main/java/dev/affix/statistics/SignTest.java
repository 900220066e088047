package dev.affix.statistics;

/**
 * The exact sequential sign test on discordant pairs: examples that exactly one of two arms answers right. Ties carry no
 * information and are left out.
 *
 * <p>Null hypothesis of {@link #logEValueA}: given the past, a discordant pair favours A with probability at most 1/2, at
 * every step. For each p in (1/2, 1] the likelihood ratio (2p)^a (2(1−p))^b is then a supermartingale that starts at 1, and
 * so is its mixture over p uniform there (Robbins, Ann. Math. Stat. 41, 1970; Howard et al., arXiv 1810.08240: the
 * beta-binomial mixture, truncated), with the closed form
 *
 * <pre>e_A = 2^(n+1) B(a+1, b+1) P(Beta(a+1, b+1) &gt; 1/2),  n = a + b</pre>
 *
 * <p>Two-sided, (e_A + e_B)/2 = 2^n B(a+1, b+1) is a martingale if the probability is 1/2 at every step. By Ville's
 * inequality any of them ever reaches 1/α with probability at most α.
 *
 * <p>The null is on every step: an arm that was worse and has become better may be found better, whatever the average. The
 * statement on the running average is {@link ConfidenceSequence}'s. Immutable.
 *
 * @param a pairs of which only A was right
 * @param b pairs of which only B was right
 */
public record SignTest(long a, long b) {
    /** Without a pair. */
    public static final SignTest NONE = new SignTest(0, 0);

    /**
     * Checks the counts.
     *
     * @throws IllegalArgumentException if one is negative
     */
    public SignTest {
        if (a < 0 || b < 0) {
            throw new IllegalArgumentException("counts of discordant pairs must be at least 0, got " + a + " and " + b);
        }
    }

    /** Returns the test with one more example; unchanged if both arms are right or both wrong. */
    public SignTest plus(boolean rightA, boolean rightB) {
        if (rightA == rightB) {
            return this;
        }
        return rightA ? new SignTest(a + 1, b) : new SignTest(a, b + 1);
    }

    /** Returns the natural logarithm of the e-value against "A is at no step more likely to win than B". */
    public double logEValueA() {
        return logOneSided(a, b);
    }

    /** Returns the natural logarithm of the e-value against "B is at no step more likely to win than A". */
    public double logEValueB() {
        return logOneSided(b, a);
    }

    /** Returns the natural logarithm of the e-value against "both are equally likely to win, at every step". */
    public double logEValue() {
        return (a + b) * Math.log(2) + LogBeta.of(a + 1.0, b + 1.0);
    }

    private static double logOneSided(long wins, long losses) {
        // P(Beta(w+1, l+1) > 1/2) = P(Beta(l+1, w+1) < 1/2)
        return (wins + losses + 1) * Math.log(2)
                + LogBeta.of(wins + 1.0, losses + 1.0)
                + LogBeta.regularized(0.5, losses + 1.0, wins + 1.0);
    }
}
