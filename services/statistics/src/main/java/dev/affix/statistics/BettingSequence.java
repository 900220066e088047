package dev.affix.statistics;

import java.util.ArrayList;
import java.util.List;

/**
 * The hedged-capital confidence sequence of Waudby-Smith and Ramdas (arXiv 2010.09686, Theorem 3 with θ = 1/2 and c = 1/2),
 * with predictable plug-in bets, on a grid of candidate means, for differences δ in [−1, 1].
 *
 * <p>With x = (δ + 1)/2 in [0, 1] and candidate m, two gamblers bet that the mean is above or below m:
 *
 * <pre>
 * K⁺_t(m) = Π (1 + λ⁺_i (x_i − m)),  λ⁺_i = min(λ_i, c/m)
 * K⁻_t(m) = Π (1 − λ⁻_i (x_i − m)),  λ⁻_i = min(λ_i, c/(1 − m))
 * λ_i = √(2 log(2/α) / (σ̂²_(i−1) i log(1 + i))),  max(K⁺, K⁻)/2 &lt; 1/α keeps m
 * </pre>
 *
 * <p><b>What it covers.</b> If the conditional mean E[δᵢ | past] is one constant: that constant, at all times with
 * probability at least 1 − α. If it moves, <em>not</em> the running mean Δ_t. K⁺(m) is a supermartingale as long as every
 * conditional mean so far is at most m, and falls with m; so, with M_t the greatest conditional mean so far,
 * Π (1 + λ⁺_i(M_i)(x_i − M_i)) ≥ K⁺_t(M_t) is one too. Hence, at all times with probability at least 1 − α, the lower end is
 * at most the <em>greatest</em> conditional mean so far and the upper end at least the <em>least</em>. {@link #logEValueA} is
 * the e-value against "A was better at no step". Verdicts take {@link ConfidenceSequence} (docs/adr/0012).
 *
 * <p>Ends are those of the grid's cells: moved outward by up to one step, never inward. Memory is that of the grid. Not
 * thread-safe.
 */
public final class BettingSequence {
    private static final double TRUNCATION = 0.5;

    private final double alpha;
    private final double[] above;
    private final double[] below;
    private long count;
    private double sum;
    private double variation;

    /**
     * Everything there is to save; exact.
     *
     * @param alpha probability of error
     * @param count differences so far
     * @param sum of x
     * @param variation Σ (xᵢ − μ̂ᵢ)²
     * @param above log K⁺ by candidate
     * @param below log K⁻ by candidate
     */
    public record State(
            double alpha, long count, double sum, double variation, List<Double> above, List<Double> below) {}

    /**
     * Creates one.
     *
     * @param alpha probability that it ever misses, in (0, 0.5]
     * @param cells cells of the grid on [−1, 1], even and at least 2: so that 0 is a candidate
     */
    public BettingSequence(double alpha, int cells) {
        if (!(alpha > 0 && alpha <= 0.5)) {
            throw new IllegalArgumentException("alpha must be in (0, 0.5], got " + alpha);
        }
        if (cells < 2 || cells % 2 != 0) {
            throw new IllegalArgumentException("cells must be even and at least 2, got " + cells);
        }
        this.alpha = alpha;
        above = new double[cells + 1];
        below = new double[cells + 1];
    }

    /** Loads one: it goes on as if it had never been saved. */
    public BettingSequence(State state) {
        this(state.alpha, state.above.size() - 1);
        count = state.count;
        sum = state.sum;
        variation = state.variation;
        for (int j = 0; j < above.length; j++) {
            above[j] = state.above.get(j);
            below[j] = state.below.get(j);
        }
    }

    /** Returns what to save. */
    public State state() {
        return new State(alpha, count, sum, variation, list(above), list(below));
    }

    private static List<Double> list(double[] values) {
        List<Double> list = new ArrayList<>(values.length);
        for (double value : values) {
            list.add(value);
        }
        return list;
    }

    /**
     * Adds a difference of scores.
     *
     * @throws IllegalArgumentException if it is not in [−1, 1]: such a score is an error, never clipped
     */
    public void add(double difference) {
        if (!(difference >= -1 && difference <= 1)) {
            throw new IllegalArgumentException("a difference of scores must be in [-1, 1], got " + difference);
        }
        double x = (difference + 1) / 2;
        double bet = bet();
        for (int j = 0; j < above.length; j++) {
            double m = candidate(j);
            above[j] += Math.log1p(Math.min(bet, TRUNCATION / m) * (x - m));
            below[j] += Math.log1p(-Math.min(bet, TRUNCATION / (1 - m)) * (x - m));
        }
        count++;
        sum += x;
        double surprise = x - (0.5 + sum) / (count + 1);
        variation += surprise * surprise;
    }

    /** λ of the next difference, from those before it. */
    private double bet() {
        long i = count + 1;
        double variance = (0.25 + variation) / i;
        return Math.sqrt(2 * Math.log(2 / alpha) / (variance * i * Math.log1p((double) i)));
    }

    /** Candidate mean of x. */
    private double candidate(int j) {
        return (double) j / (above.length - 1);
    }

    /** Returns the interval on the difference; see above for what it covers. */
    public Interval interval() {
        double threshold = Math.log(2 / alpha);
        int cells = above.length - 1;
        int low = 0;
        while (low < cells && above[low] >= threshold) {
            low++;
        }
        int high = cells;
        while (high > 0 && below[high] >= threshold) {
            high--;
        }
        // The true end lies in the cell beyond the last candidate that was kept.
        double lower = 2 * candidate(Math.max(0, low - 1)) - 1;
        double upper = 2 * candidate(Math.min(cells, high + 1)) - 1;
        return new Interval(Math.min(lower, upper), Math.max(lower, upper));
    }

    /** Returns the natural logarithm of the e-value against "A was better than B at no step". */
    public double logEValueA() {
        return above[above.length / 2];
    }

    /** Returns the natural logarithm of the e-value against "B was better than A at no step". */
    public double logEValueB() {
        return below[below.length / 2];
    }

    /** Returns the number of differences. */
    public long count() {
        return count;
    }
}
