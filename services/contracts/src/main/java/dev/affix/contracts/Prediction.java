package dev.affix.contracts;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The answers of all arms to one request; value of {@link Topics#PREDICTIONS}, keyed by request id.
 *
 * @param requestId the request's id
 * @param text the request's text, carried along so that the label join has it
 * @param unit the request's unit
 * @param attributes the request's attributes
 * @param source where the request was read from
 * @param backbone SHA-256 of the backbone's weights, in hexadecimal
 * @param answers one per arm of each experiment that answered
 * @param served one per experiment that answered
 * @param predictedAt when the answers were computed
 */
public record Prediction(
        String requestId,
        String text,
        @Nullable String unit,
        @Nullable Map<String, String> attributes,
        SourcePosition source,
        String backbone,
        List<ArmAnswer> answers,
        List<Served> served,
        Instant predictedAt) {
    public Prediction {
        Check.text(requestId, "requestId", InferenceRequest.MAX_ID_LENGTH);
        Check.text(text, "text", InferenceRequest.MAX_TEXT_LENGTH);
        Check.optionalText(unit, "unit", InferenceRequest.MAX_ID_LENGTH);
        attributes = Attributes.check(attributes);
        Check.present(source, "source");
        Check.digest(backbone, "backbone");
        answers = Check.notEmptyList(answers, "answers");
        served = Check.notEmptyList(served, "served");
        Check.present(predictedAt, "predictedAt");
    }

    /** The answers to a request without attributes. */
    public Prediction(
            String requestId,
            String text,
            @Nullable String unit,
            SourcePosition source,
            String backbone,
            List<ArmAnswer> answers,
            List<Served> served,
            Instant predictedAt) {
        this(requestId, text, unit, null, source, backbone, answers, served, predictedAt);
    }
}
