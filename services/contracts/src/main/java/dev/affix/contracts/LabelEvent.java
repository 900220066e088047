package dev.affix.contracts;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The true label of a request, usually late; value of {@link Topics#LABELS}, keyed by request id.
 *
 * @param requestId the request's id
 * @param label the label
 * @param labelledAt when the label became known, if the writer knows
 */
public record LabelEvent(
        String requestId, String label, @Nullable Instant labelledAt) {
    /** Limit of {@code label}, in characters. */
    public static final int MAX_LABEL_LENGTH = 200;

    public LabelEvent {
        Check.text(requestId, "requestId", InferenceRequest.MAX_ID_LENGTH);
        Check.text(label, "label", MAX_LABEL_LENGTH);
    }
}
