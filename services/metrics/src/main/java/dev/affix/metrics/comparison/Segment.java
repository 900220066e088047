package dev.affix.metrics.comparison;

import dev.affix.statistics.score.ScoredAnswer;
import dev.affix.statistics.score.ScoredText;

/**
 * An arm's scores of the requests with one value of the segment attribute.
 *
 * @param value the value; empty for requests without the attribute
 * @param examples labelled answers
 * @param right of these
 * @param logLossSum in nats, of labels
 * @param brierSum of half the squared distances between probabilities and truth, of labels
 * @param rougeLSum of texts
 * @param chrfSum of texts
 */
public record Segment(
        String value, long examples, long right, double logLossSum, double brierSum, double rougeLSum, double chrfSum) {
    /** Of labels. */
    public Segment(String value, long examples, long right, double logLossSum, double brierSum) {
        this(value, examples, right, logLossSum, brierSum, 0, 0);
    }

    static Segment none(String value) {
        return new Segment(value, 0, 0, 0, 0);
    }

    Segment plus(Answer answer) {
        ScoredAnswer label = answer.scored();
        ScoredText text = answer.text();
        return new Segment(
                value,
                examples + 1,
                right + (answer.right() ? 1 : 0),
                logLossSum + (label == null ? 0 : label.logLoss()),
                // The contract's score is half of Brier's.
                brierSum + (label == null ? 0 : label.brier() / 2),
                rougeLSum + (text == null ? 0 : text.rougeL()),
                chrfSum + (text == null ? 0 : text.chrf()));
    }
}
