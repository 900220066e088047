package dev.affix.contracts;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A text to classify; value of {@link Topics#REQUESTS}.
 *
 * @param id unique id of the request, the record's key; at most {@value #MAX_ID_LENGTH} characters
 * @param text the text; at most {@value #MAX_TEXT_LENGTH} characters
 * @param unit the randomization unit (user, session) whose hash chooses the arm in {@code split} mode; the id if absent
 * @param experiment answer with the arms of this experiment only; all running experiments if absent
 * @param attributes what else is known of the request, at most {@value #MAX_ATTRIBUTES} texts of at most {@value
 *     #MAX_ATTRIBUTE_LENGTH} characters by name; an experiment may tell scores apart by one of them
 */
public record InferenceRequest(
        String id,
        String text,
        @Nullable String unit,
        @Nullable String experiment,
        @Nullable Map<String, String> attributes) {
    /** Limit of {@code id}, in characters. */
    public static final int MAX_ID_LENGTH = 200;
    /** Limit of {@code text}, in characters. */
    public static final int MAX_TEXT_LENGTH = 10_000;
    /** Limit of {@code attributes}. */
    public static final int MAX_ATTRIBUTES = 8;
    /** Limit of an attribute's value, in characters. */
    public static final int MAX_ATTRIBUTE_LENGTH = 64;

    public InferenceRequest {
        Check.text(id, "id", MAX_ID_LENGTH);
        Check.text(text, "text", MAX_TEXT_LENGTH);
        Check.optionalText(unit, "unit", MAX_ID_LENGTH);
        if (experiment != null) {
            Check.name(experiment, "experiment");
        }
        attributes = Attributes.check(attributes);
    }

    /** A request without attributes. */
    public InferenceRequest(String id, String text, @Nullable String unit, @Nullable String experiment) {
        this(id, text, unit, experiment, null);
    }

    /** Returns the unit to hash in {@code split} mode. */
    public String unitOrId() {
        return unit == null ? id : unit;
    }
}
