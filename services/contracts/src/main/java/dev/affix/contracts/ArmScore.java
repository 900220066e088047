package dev.affix.contracts;

import org.jspecify.annotations.Nullable;

/**
 * How well one arm answered one labelled request.
 *
 * @param experiment the experiment
 * @param arm the arm within it
 * @param digest SHA-256 of the adapter version that answered
 * @param version that version's number
 * @param predicted the label it thought most probable, or the text that it generated, which may be empty
 * @param correct whether that is the true label; of a text whether it has the words of the reference
 * @param logLoss minus the natural logarithm of the probability it gave the true label, at least 0; null for a text
 * @param brier half the squared distance between its probabilities and the truth, in [0, 1]; null for a text
 * @param textScore of a text; null for a label
 */
public record ArmScore(
        String experiment,
        String arm,
        String digest,
        long version,
        String predicted,
        boolean correct,
        @Nullable Double logLoss,
        @Nullable Double brier,
        @Nullable TextScore textScore) {
    public ArmScore {
        Check.name(experiment, "experiment");
        Check.name(arm, "arm");
        Check.digest(digest, "digest");
        Check.atLeast(version, 1, "version");
        if (textScore == null) {
            Check.text(predicted, "predicted", LabelEvent.MAX_LABEL_LENGTH);
            Check.within(Check.present(logLoss, "logLoss"), 0, Double.MAX_VALUE, "logLoss");
            Check.within(Check.present(brier, "brier"), 0, 1, "brier");
        } else {
            Check.length(predicted, "predicted", ArmAnswer.MAX_TEXT_LENGTH);
            if (logLoss != null || brier != null) {
                throw Check.invalid("textScore", "stands beside a label's scores; an answer has one of the two");
            }
        }
    }

    /** Of a label. */
    public ArmScore(
            String experiment,
            String arm,
            String digest,
            long version,
            String predicted,
            boolean correct,
            double logLoss,
            double brier) {
        this(experiment, arm, digest, version, predicted, correct, logLoss, brier, null);
    }

    /** Returns the same without the text itself, for those who need its scores only; a label stays. */
    public ArmScore withoutText() {
        return textScore == null
                ? this
                : new ArmScore(experiment, arm, digest, version, "", correct, null, null, textScore);
    }
}
