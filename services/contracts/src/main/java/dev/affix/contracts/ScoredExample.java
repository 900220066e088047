package dev.affix.contracts;

import java.time.Instant;
import java.util.List;

/**
 * A request with its label and the score of every arm that answered it; value of {@link Topics#SCORED}, keyed by request
 * id. Each request has at most one.
 *
 * @param requestId the request's id
 * @param text the request's text
 * @param label the true label, or the reference text
 * @param prediction where the prediction was read from; orders examples as they were predicted, within a partition
 * @param scores one per arm of each experiment that knows the label
 * @param predictedAt when the answers were computed
 * @param scoredAt time of the later of the two joined records
 */
public record ScoredExample(
        String requestId,
        String text,
        String label,
        SourcePosition prediction,
        List<ArmScore> scores,
        Instant predictedAt,
        Instant scoredAt) {
    public ScoredExample {
        Check.text(requestId, "requestId", InferenceRequest.MAX_ID_LENGTH);
        Check.text(text, "text", InferenceRequest.MAX_TEXT_LENGTH);
        Check.text(label, "label", LabelEvent.MAX_REFERENCE_LENGTH);
        Check.present(prediction, "prediction");
        scores = Check.notEmptyList(scores, "scores");
        Check.present(predictedAt, "predictedAt");
        Check.present(scoredAt, "scoredAt");
    }

    /** Returns whether the arms of an experiment answered this example. */
    public boolean answeredBy(String experiment) {
        return scores.stream().anyMatch(score -> score.experiment().equals(experiment));
    }
}
