package dev.affix.contracts;

/**
 * How well one arm answered one labelled request.
 *
 * @param experiment the experiment
 * @param arm the arm within it
 * @param digest SHA-256 of the adapter version that answered
 * @param version that version's number
 * @param predicted the label it thought most probable
 * @param correct whether that is the true label
 * @param logLoss minus the natural logarithm of the probability it gave the true label, at least 0
 * @param brier half the squared distance between its probabilities and the truth, in [0, 1]
 */
public record ArmScore(
        String experiment,
        String arm,
        String digest,
        long version,
        String predicted,
        boolean correct,
        double logLoss,
        double brier) {
    public ArmScore {
        Check.name(experiment, "experiment");
        Check.name(arm, "arm");
        Check.digest(digest, "digest");
        Check.atLeast(version, 1, "version");
        Check.text(predicted, "predicted", LabelEvent.MAX_LABEL_LENGTH);
        Check.within(logLoss, 0, Double.MAX_VALUE, "logLoss");
        Check.within(brier, 0, 1, "brier");
    }
}
