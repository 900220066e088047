package dev.affix.inference.completions;

import org.jspecify.annotations.Nullable;

/** How one call's text is written. */
interface Format {
    /**
     * Returns the body of an answer whose text is complete.
     *
     * @param reason why it ended
     */
    String whole(String text, String reason, int tokens);

    /** Returns more of a text, as an event. */
    String piece(String text);

    /** Returns the end of a text, as events. */
    String end(String reason, int tokens);

    /** Returns the body of an error. */
    String error(int status, @Nullable String field, String message);
}
