package dev.affix.statistics.guard;

import dev.affix.statistics.LogGamma;
import java.util.ArrayList;
import java.util.List;

/**
 * The sequential test for sample-ratio mismatch of Lindon and Malek (arXiv 2011.03567): do requests reach the
 * arms with the probabilities that were configured? With θ these, n_i requests of arm i, n in all and the Dirichlet prior of
 * parameters α_i = cθ_i, the Bayes factor
 *
 * <pre>e = Γ(c)/Γ(c + n) Π Γ(α_i + n_i) / (Γ(α_i) θ_i^(n_i))</pre>
 *
 * is a martingale that starts at 1 if each request is assigned by θ, whatever happened before: it ever reaches 1/α with
 * probability at most α. Immutable; exact to save and load.
 *
 * @param probabilities θ, positive, of sum 1
 * @param counts requests by arm
 */
public record SampleRatioTest(List<Double> probabilities, List<Long> counts) {
    /** c: deviations of some hundredths are expected, as the authors' examples do. Any choice is valid. */
    private static final double CONCENTRATION = 100;

    /**
     * Checks the numbers.
     *
     * @throws IllegalArgumentException if they are no probabilities and counts
     */
    public SampleRatioTest {
        probabilities = List.copyOf(probabilities);
        counts = List.copyOf(counts);
        double sum = probabilities.stream().mapToDouble(Double::doubleValue).sum();
        if (probabilities.stream().anyMatch(p -> !(p > 0)) || Math.abs(sum - 1) > 1e-9) {
            throw new IllegalArgumentException("probabilities must be positive and of sum 1, got " + probabilities);
        }
        if (counts.size() != probabilities.size() || counts.stream().anyMatch(count -> count < 0)) {
            throw new IllegalArgumentException(
                    "counts must be at least 0 and as many as the probabilities, got " + counts);
        }
    }

    /** Returns one without requests. */
    public static SampleRatioTest of(List<Double> probabilities) {
        return new SampleRatioTest(
                probabilities, probabilities.stream().map(p -> 0L).toList());
    }

    /** Returns the test with one more request of an arm. */
    public SampleRatioTest plus(int arm) {
        List<Long> changed = new ArrayList<>(counts);
        changed.set(arm, changed.get(arm) + 1);
        return new SampleRatioTest(probabilities, changed);
    }

    /** Returns the natural logarithm of the e-value against "assigned as configured". */
    public double logEValue() {
        double n = counts.stream().mapToDouble(Long::doubleValue).sum();
        double log = LogGamma.of(CONCENTRATION) - LogGamma.of(CONCENTRATION + n);
        for (int i = 0; i < counts.size(); i++) {
            double prior = CONCENTRATION * probabilities.get(i);
            log += LogGamma.of(prior + counts.get(i))
                    - LogGamma.of(prior)
                    - counts.get(i) * Math.log(probabilities.get(i));
        }
        return log;
    }
}
