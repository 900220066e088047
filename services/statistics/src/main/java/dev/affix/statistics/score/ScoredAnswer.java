package dev.affix.statistics.score;

/**
 * What the scores need of one answer of a classifier: it says nothing of how many classes there are.
 *
 * @param label right class, from 0
 * @param predicted class of the greatest probability, the first of several
 * @param confidence its probability, in [0, 1]
 * @param rank classes that are more probable than the right one or equal and before it; 0 if the answer is right
 * @param brier Σ (p_k − 1{k = label})², in [0, 2] (Brier, Monthly Weather Review 78, 1950, equation 2)
 * @param logLoss −log p_label in nats, at least 0
 */
public record ScoredAnswer(int label, int predicted, double confidence, int rank, double brier, double logLoss) {
    /** Probabilities come as floats: their sum may be off by as much. */
    private static final double SUM_TOLERANCE = 1e-3;
    /** The log-loss of a probability that has underflowed to 0 is that of the least float. */
    private static final double LEAST = Float.MIN_VALUE;

    /**
     * Returns the scores of an answer.
     *
     * @param probabilities {@code [classes]}, in [0, 1], of sum 1
     * @throws IllegalArgumentException if they are no probabilities or the label is not one of their classes
     */
    public static ScoredAnswer of(double[] probabilities, int label) {
        if (label < 0 || label >= probabilities.length) {
            throw new IllegalArgumentException(
                    "label must be one of " + probabilities.length + " classes, got " + label);
        }
        double sum = 0;
        double brier = 0;
        int predicted = 0;
        int rank = 0;
        for (int k = 0; k < probabilities.length; k++) {
            double p = probabilities[k];
            if (!(p >= 0 && p <= 1 + SUM_TOLERANCE)) {
                throw new IllegalArgumentException("probability of class " + k + " must be in [0, 1], got " + p);
            }
            sum += p;
            brier += Math.pow(p - (k == label ? 1 : 0), 2);
            predicted = p > probabilities[predicted] ? k : predicted;
            rank += p > probabilities[label] || (p == probabilities[label] && k < label) ? 1 : 0;
        }
        if (Math.abs(sum - 1) > SUM_TOLERANCE) {
            throw new IllegalArgumentException("probabilities must have the sum 1, got " + sum);
        }
        double own = Math.max(LEAST, Math.min(1, probabilities[label]));
        return new ScoredAnswer(
                label, predicted, Math.min(1, probabilities[predicted]), rank, Math.min(2, brier), -Math.log(own));
    }
}
