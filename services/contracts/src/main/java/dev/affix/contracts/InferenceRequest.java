package dev.affix.contracts;

import org.jspecify.annotations.Nullable;

/**
 * A text to classify; value of {@link Topics#REQUESTS}.
 *
 * @param id unique id of the request, the record's key; at most {@value #MAX_ID_LENGTH} characters
 * @param text the text; at most {@value #MAX_TEXT_LENGTH} characters
 * @param unit the randomization unit (user, session) whose hash chooses the arm in {@code split} mode; the id if absent
 * @param experiment answer with the arms of this experiment only; all running experiments if absent
 */
public record InferenceRequest(
        String id,
        String text,
        @Nullable String unit,
        @Nullable String experiment) {
    /** Limit of {@code id}, in characters. */
    public static final int MAX_ID_LENGTH = 200;
    /** Limit of {@code text}, in characters. */
    public static final int MAX_TEXT_LENGTH = 10_000;

    public InferenceRequest {
        Check.text(id, "id", MAX_ID_LENGTH);
        Check.text(text, "text", MAX_TEXT_LENGTH);
        Check.optionalText(unit, "unit", MAX_ID_LENGTH);
        if (experiment != null) {
            Check.name(experiment, "experiment");
        }
    }

    /** Returns the unit to hash in {@code split} mode. */
    public String unitOrId() {
        return unit == null ? id : unit;
    }
}
