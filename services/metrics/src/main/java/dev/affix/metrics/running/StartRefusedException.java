package dev.affix.metrics.running;

import org.jspecify.annotations.Nullable;

/** The service must not run. The message says what is wrong, where, and what to do next. */
public final class StartRefusedException extends RuntimeException {
    /** Creates one. */
    public StartRefusedException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
