package dev.affix.prefix.backbone;

import org.jspecify.annotations.Nullable;

/** A backbone that cannot be used. The message names the file, what is wrong with it, and what to do next. */
public final class BackboneException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public BackboneException(String message) {
        this(message, null);
    }

    public BackboneException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
