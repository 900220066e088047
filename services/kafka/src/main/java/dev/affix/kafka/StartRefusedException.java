package dev.affix.kafka;

import org.jspecify.annotations.Nullable;

/** A service must not run. The message says in one line what is wrong, where, and what to do next. */
public final class StartRefusedException extends RuntimeException {
    /** Creates one. */
    public StartRefusedException(String message) {
        this(message, null);
    }

    /** Creates one with a cause. */
    public StartRefusedException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
