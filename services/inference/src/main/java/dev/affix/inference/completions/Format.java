package dev.affix.inference.completions;

import dev.affix.prefix.generation.Ending;
import org.jspecify.annotations.Nullable;

/** How one call's text is written. */
interface Format {
    /** Returns OpenAI's {@code finish_reason}, or {@code deadline}. */
    static String reason(Ending ending) {
        return switch (ending) {
            case STOP -> "stop";
            case LENGTH -> "length";
            case DEADLINE, CANCELLED -> "deadline";
        };
    }

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
