package dev.affix.contracts;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The true label of a request, usually late; value of {@link Topics#LABELS}, keyed by request id.
 *
 * @param requestId the request's id
 * @param label the label; where arms generate texts, the reference that theirs are scored against
 * @param labelledAt when the label became known, if the writer knows
 */
public record LabelEvent(
        String requestId, String label, @Nullable Instant labelledAt) {
    /** Limit of a label that an experiment names, in characters. */
    public static final int MAX_LABEL_LENGTH = 200;
    /** Limit of {@code label}, in characters: it may be a reference text. */
    public static final int MAX_REFERENCE_LENGTH = 10_000;

    public LabelEvent {
        Check.text(requestId, "requestId", InferenceRequest.MAX_ID_LENGTH);
        Check.text(label, "label", MAX_REFERENCE_LENGTH);
    }
}
