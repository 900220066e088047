package dev.affix.inference.answering;

import java.util.Locale;

/** A caller's rows are not answered, because too many others wait. */
public final class OverloadedException extends RuntimeException {
    /** Why. */
    public enum Reason {
        /** The queue had no room for them. */
        FULL,
        /** Their time passed before a worker came to them. */
        EXPIRED;

        /** Returns the reason as a meter's tag. */
        public String code() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private final Reason reason;

    OverloadedException(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    /** Returns why. */
    public Reason reason() {
        return reason;
    }
}
