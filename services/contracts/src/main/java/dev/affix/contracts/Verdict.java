package dev.affix.contracts;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.List;

/**
 * The newest state of the comparison of two arms; value of {@link Topics#VERDICTS}, keyed by {@link #key}.
 *
 * @param experiment the experiment
 * @param armA the first arm
 * @param armB the second arm
 * @param score what was compared
 * @param examples paired examples so far
 * @param difference mean of score(A) − score(B) so far
 * @param lower lower end of the confidence sequence at level 1 − alpha
 * @param upper upper end of it
 * @param logEValueA natural logarithm of the e-value against "A is not better than B"
 * @param logEValueB natural logarithm of the e-value against "B is not better than A"
 * @param alpha level
 * @param margin differences within ± margin count as equivalent
 * @param outcome the verdict
 * @param watermark per partition of the predictions, the offset before which every prediction is in the comparison or
 *     was given up as never labelled
 * @param decidedAt time of the newest record it depends on
 */
public record Verdict(
        String experiment,
        String armA,
        String armB,
        Experiment.Score score,
        long examples,
        double difference,
        double lower,
        double upper,
        double logEValueA,
        double logEValueB,
        double alpha,
        double margin,
        Outcome outcome,
        List<SourcePosition> watermark,
        Instant decidedAt) {
    /** What the evidence says. */
    public enum Outcome {
        /** The confidence sequence lies above 0. */
        @JsonProperty("A better")
        A_BETTER,
        /** The confidence sequence lies below 0. */
        @JsonProperty("B better")
        B_BETTER,
        /** The confidence sequence lies within ± margin. */
        @JsonProperty("equivalent")
        EQUIVALENT,
        /** None of these yet. */
        @JsonProperty("undecided")
        UNDECIDED
    }

    public Verdict {
        Check.name(experiment, "experiment");
        Check.name(armA, "armA");
        Check.name(armB, "armB");
        Check.present(score, "score");
        Check.atLeast(examples, 0, "examples");
        Check.within(difference, -1, 1, "difference");
        Check.within(lower, -1, 1, "lower");
        Check.within(upper, -1, 1, "upper");
        Check.within(logEValueA, -Double.MAX_VALUE, Double.MAX_VALUE, "logEValueA");
        Check.within(logEValueB, -Double.MAX_VALUE, Double.MAX_VALUE, "logEValueB");
        Check.within(alpha, 1e-12, 0.5, "alpha");
        Check.within(margin, 0, 1, "margin");
        Check.present(outcome, "outcome");
        watermark = Check.list(watermark, "watermark");
        Check.present(decidedAt, "decidedAt");
    }

    /** Returns the record's key. */
    @JsonIgnore
    public String key() {
        return experiment + ":" + armA + ":" + armB;
    }
}
