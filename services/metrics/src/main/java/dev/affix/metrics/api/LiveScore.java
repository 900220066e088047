package dev.affix.metrics.api;

import dev.affix.statistics.score.ClassScores;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * An arm's scores over some of its answers.
 *
 * @param examples labelled answers; where they fade, the sum of their weights
 * @param accuracy share of right answers
 * @param logLoss mean, in nats
 * @param brier mean of half the squared distance between probabilities and truth, in [0, 1]; smaller is better
 * @param macroF1 mean F1 over the classes that were labelled or predicted
 * @param top share of answers with the true label among the k most probable ones, k from 1
 * @param calibrationError expected calibration error over the bins
 * @param reliability bins of equal width of the confidence, from 0 to 1
 */
public record LiveScore(
        double examples,
        double accuracy,
        double logLoss,
        double brier,
        double macroF1,
        List<Double> top,
        double calibrationError,
        List<Bin> reliability) {
    /**
     * A bin; its means are absent if it is empty.
     *
     * @param lower its lower end
     * @param upper its upper end
     * @param examples answers in it; where they fade, the sum of their weights
     * @param confidence mean probability of these answers
     * @param accuracy share of right ones
     */
    public record Bin(
            double lower,
            double upper,
            double examples,
            @Nullable Double confidence,
            @Nullable Double accuracy) {}

    /** Returns null if there is no answer. */
    static @Nullable LiveScore of(ClassScores scores) {
        if (scores.weight() == 0) {
            return null;
        }
        List<ClassScores.Bin> diagram = scores.reliability();
        List<Bin> bins = new ArrayList<>(diagram.size());
        for (int i = 0; i < diagram.size(); i++) {
            ClassScores.Bin bin = diagram.get(i);
            boolean empty = bin.weight() == 0;
            bins.add(new Bin(
                    (double) i / diagram.size(),
                    (i + 1.0) / diagram.size(),
                    bin.weight(),
                    empty ? null : bin.confidence(),
                    empty ? null : bin.accuracy()));
        }
        return new LiveScore(
                scores.weight(),
                scores.accuracy(),
                scores.logLoss(),
                scores.brier() / 2,
                scores.macroF1(),
                IntStream.rangeClosed(1, scores.ranks()).mapToObj(scores::top).toList(),
                scores.calibrationError(),
                bins);
    }
}
