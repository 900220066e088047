package dev.affix.contracts;

import org.jspecify.annotations.Nullable;

/** A record that breaks its contract. The message names the field and, where the value is JSON, its position. */
public final class InvalidRecordException extends Exception {
    private final DeadLetter.Reason reason;
    private final @Nullable String field;

    /**
     * Creates one.
     *
     * @param reason the class of the problem, a small fixed set for metrics and headers
     * @param field the path of the offending field such as {@code arms[1].variant}, null when the whole value is at fault
     * @param message what is wrong and where
     */
    public InvalidRecordException(DeadLetter.Reason reason, @Nullable String field, String message) {
        super(message);
        this.reason = reason;
        this.field = field;
    }

    /** Returns the class of the problem. */
    public DeadLetter.Reason reason() {
        return reason;
    }

    /** Returns the path of the offending field, null when the whole value is at fault. */
    public @Nullable String field() {
        return field;
    }
}
