package dev.affix.metrics.api;

import dev.affix.metrics.comparison.ArmDetail;
import dev.affix.statistics.score.ClassScores;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * An arm's scores that need more than right or wrong.
 *
 * @param examples that they are made of: fewer than the arm's, if it had some before these were kept
 * @param macroF1 mean F1 over the classes that were labelled or predicted
 * @param brier mean of half the squared distance between probabilities and truth, in [0, 1]; smaller is better
 * @param top share of answers with the true label among the k most probable ones, k from 1
 * @param fadedAccuracy accuracy with weights that fall to 1/e over a rolling window's length
 * @param calibrationError expected calibration error over the bins
 * @param reliability bins of equal width of the confidence, from 0 to 1
 */
public record LiveScores(
        long examples,
        double macroF1,
        double brier,
        List<Double> top,
        double fadedAccuracy,
        double calibrationError,
        List<Bin> reliability) {
    /**
     * A bin; its means are absent if it is empty.
     *
     * @param lower its lower end
     * @param upper its upper end
     * @param examples answers in it
     * @param confidence mean probability of these answers
     * @param accuracy share of right ones
     */
    public record Bin(
            double lower,
            double upper,
            long examples,
            @Nullable Double confidence,
            @Nullable Double accuracy) {}

    static @Nullable LiveScores of(@Nullable ArmDetail detail) {
        if (detail == null || detail.examples() == 0) {
            return null;
        }
        ClassScores scores = detail.scores();
        List<ClassScores.Bin> diagram = scores.reliability();
        List<Bin> bins = new ArrayList<>(diagram.size());
        for (int i = 0; i < diagram.size(); i++) {
            ClassScores.Bin bin = diagram.get(i);
            boolean empty = bin.weight() == 0;
            bins.add(new Bin(
                    (double) i / diagram.size(),
                    (i + 1.0) / diagram.size(),
                    Math.round(bin.weight()),
                    empty ? null : bin.confidence(),
                    empty ? null : bin.accuracy()));
        }
        List<Double> top = IntStream.rangeClosed(1, scores.state().ranks().size())
                .mapToObj(scores::top)
                .toList();
        return new LiveScores(
                detail.examples(),
                scores.macroF1(),
                scores.brier() / 2,
                top,
                detail.fadedAccuracy(),
                scores.calibrationError(),
                bins);
    }
}
