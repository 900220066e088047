package dev.affix.metrics.comparison;

/**
 * An arm's scores of the requests with one value of the segment attribute.
 *
 * @param value the value; empty for requests without the attribute
 * @param examples labelled answers
 * @param right of these
 * @param logLossSum in nats
 * @param brierSum of half the squared distances between probabilities and truth
 */
public record Segment(String value, long examples, long right, double logLossSum, double brierSum) {
    static Segment none(String value) {
        return new Segment(value, 0, 0, 0, 0);
    }

    Segment plus(Answer answer) {
        return new Segment(
                value,
                examples + 1,
                right + (answer.right() ? 1 : 0),
                logLossSum + answer.scored().logLoss(),
                // The contract's score is half of Brier's.
                brierSum + answer.scored().brier() / 2);
    }
}
