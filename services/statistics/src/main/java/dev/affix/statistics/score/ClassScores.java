package dev.affix.statistics.score;

import java.nio.DoubleBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Scores of a classifier, overall and per class, cumulative or exponentially faded: with fading φ an answer's weight is φ
 * to the number of answers after it (Gama, Sebastião and Rodrigues, Machine Learning 90, 2013); φ = 1 is cumulative. {@link SlidingScores}
 * is the form with a window. Memory is that of classes, bins and ranks. Not thread-safe.
 */
public final class ClassScores {
    private static final int PER_CLASS = 3;

    private final double fading;
    private final int bins;
    private final double[] weights;
    /** By class: right, predicted, labelled. */
    private final double[] classes;
    /** By bin: weight, confidences, right ones. */
    private final double[] reliability;
    /** By rank of the right class. */
    private final double[] ranks;

    /**
     * Everything there is to save; exact. The lists are as the fields of the scores.
     *
     * @param fading φ
     * @param totals weight, Brier and log-loss
     * @param classes by class: right, predicted, labelled
     * @param reliability by bin: weight, confidences, right ones
     * @param ranks by rank of the right class
     */
    public record State(
            double fading, List<Double> totals, List<Double> classes, List<Double> reliability, List<Double> ranks) {}

    /**
     * A bin of the reliability diagram.
     *
     * @param weight of its answers
     * @param confidence mean of their confidences, NaN if it is empty
     * @param accuracy share of right ones, NaN if it is empty
     */
    public record Bin(double weight, double confidence, double accuracy) {}

    /**
     * One class against the others.
     *
     * @param support weight of its labels
     * @param precision right ones of those predicted, 0 if none was
     * @param recall right ones of those labelled, 0 if none was
     * @param f1 harmonic mean of the two, 0 if it was neither predicted nor labelled
     */
    public record OfClass(double support, double precision, double recall, double f1) {}

    /**
     * Creates one.
     *
     * @param classes at least 2
     * @param bins of equal width of the reliability diagram, at least 1
     * @param ranks the greatest k of top-k, at least 1
     * @param fading φ in (0, 1]
     */
    public ClassScores(int classes, int bins, int ranks, double fading) {
        if (classes < 2 || bins < 1 || ranks < 1 || !(fading > 0 && fading <= 1)) {
            throw new IllegalArgumentException("classes must be at least 2, bins and ranks 1, fading in (0, 1], got "
                    + classes + ", " + bins + ", " + ranks + " and " + fading);
        }
        this.fading = fading;
        this.bins = bins;
        this.weights = new double[3];
        this.classes = new double[PER_CLASS * classes];
        this.reliability = new double[3 * bins];
        this.ranks = new double[ranks];
    }

    /** Loads one: it goes on as if it had never been saved. */
    public ClassScores(State state) {
        this(state.classes.size() / PER_CLASS, state.reliability.size() / 3, state.ranks.size(), state.fading);
        load(state.totals, weights);
        load(state.classes, classes);
        load(state.reliability, reliability);
        load(state.ranks, ranks);
    }

    /** Loads one from what {@link #save} wrote; the parameters are those of the one that was saved. */
    public static ClassScores load(int classes, int bins, int ranks, double fading, DoubleBuffer from) {
        ClassScores scores = new ClassScores(classes, bins, ranks, fading);
        from.get(scores.weights).get(scores.classes).get(scores.reliability).get(scores.ranks);
        return scores;
    }

    /** Writes all sums, {@link #size} numbers. */
    public void save(DoubleBuffer to) {
        to.put(weights).put(classes).put(reliability).put(ranks);
    }

    /** Returns how many numbers there are to save. */
    public int size() {
        return weights.length + classes.length + reliability.length + ranks.length;
    }

    private static void load(List<Double> from, double[] to) {
        for (int i = 0; i < to.length; i++) {
            to[i] = from.get(i);
        }
    }

    /** Returns what to save. */
    public State state() {
        return new State(fading, list(weights), list(classes), list(reliability), list(ranks));
    }

    private static List<Double> list(double[] values) {
        List<Double> list = new ArrayList<>(values.length);
        for (double value : values) {
            list.add(value);
        }
        return list;
    }

    /** Adds an answer. */
    public void add(ScoredAnswer answer) {
        if (fading < 1) {
            for (double[] sums : new double[][] {weights, classes, reliability, ranks}) {
                for (int i = 0; i < sums.length; i++) {
                    sums[i] *= fading;
                }
            }
        }
        weights[0]++;
        weights[1] += answer.brier();
        weights[2] += answer.logLoss();
        classes[PER_CLASS * answer.predicted() + 1]++;
        classes[PER_CLASS * answer.label() + 2]++;
        int bin = Math.min(bins - 1, (int) (answer.confidence() * bins));
        reliability[3 * bin]++;
        reliability[3 * bin + 1] += answer.confidence();
        if (answer.predicted() == answer.label()) {
            classes[PER_CLASS * answer.label()]++;
            reliability[3 * bin + 2]++;
        }
        if (answer.rank() < ranks.length) {
            ranks[answer.rank()]++;
        }
    }

    /** Returns the number of classes. */
    public int classes() {
        return classes.length / PER_CLASS;
    }

    /** Returns the number of bins of the reliability diagram. */
    public int bins() {
        return bins;
    }

    /** Returns the greatest k of top-k. */
    public int ranks() {
        return ranks.length;
    }

    /** Returns φ. */
    public double fading() {
        return fading;
    }

    /** Returns the weight of all answers: their number, if nothing fades. */
    public double weight() {
        return weights[0];
    }

    /** Returns the share of right answers, NaN before the first. */
    public double accuracy() {
        double right = 0;
        for (int k = 0; k < classes.length; k += PER_CLASS) {
            right += classes[k];
        }
        return right / weights[0];
    }

    /** Returns the mean Brier score, in [0, 2], NaN before the first answer. */
    public double brier() {
        return weights[1] / weights[0];
    }

    /** Returns the mean log-loss in nats, NaN before the first answer. */
    public double logLoss() {
        return weights[2] / weights[0];
    }

    /** Returns one class against the others. */
    public OfClass ofClass(int k) {
        double right = classes[PER_CLASS * k];
        double predicted = classes[PER_CLASS * k + 1];
        double labelled = classes[PER_CLASS * k + 2];
        return new OfClass(
                labelled,
                predicted == 0 ? 0 : right / predicted,
                labelled == 0 ? 0 : right / labelled,
                predicted + labelled == 0 ? 0 : 2 * right / (predicted + labelled));
    }

    /** Returns the mean F1 over the classes that were labelled or predicted at least once, NaN before the first answer. */
    public double macroF1() {
        double sum = 0;
        int present = 0;
        for (int k = 0; k < classes.length / PER_CLASS; k++) {
            if (classes[PER_CLASS * k + 1] + classes[PER_CLASS * k + 2] > 0) {
                sum += ofClass(k).f1();
                present++;
            }
        }
        return sum / present;
    }

    /** Returns the share of answers with the right class among the k most probable ones, NaN before the first. */
    public double top(int k) {
        if (k < 1 || k > ranks.length) {
            throw new IllegalArgumentException("k must be from 1 to " + ranks.length + ", got " + k);
        }
        double sum = 0;
        for (int rank = 0; rank < k; rank++) {
            sum += ranks[rank];
        }
        return sum / weights[0];
    }

    /** Returns the reliability diagram, bins of equal width from 0 to 1 (the last one with 1). */
    public List<Bin> reliability() {
        List<Bin> diagram = new ArrayList<>(bins);
        for (int bin = 0; bin < bins; bin++) {
            double weight = reliability[3 * bin];
            diagram.add(new Bin(weight, reliability[3 * bin + 1] / weight, reliability[3 * bin + 2] / weight));
        }
        return diagram;
    }

    /**
     * Returns the expected calibration error: the mean over the bins of |accuracy − confidence|, by weight (Guo et al., arXiv
     * 1706.04599, equation 3); NaN before the first answer.
     */
    public double calibrationError() {
        double sum = 0;
        for (int bin = 0; bin < bins; bin++) {
            sum += Math.abs(reliability[3 * bin + 2] - reliability[3 * bin + 1]);
        }
        return sum / weights[0];
    }
}
