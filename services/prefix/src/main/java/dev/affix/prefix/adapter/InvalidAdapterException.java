package dev.affix.prefix.adapter;

import org.jspecify.annotations.Nullable;

/** Bytes that are not an adapter, or not one for the backbone at hand. The message names what is wrong and where. */
public final class InvalidAdapterException extends Exception {
    private static final long serialVersionUID = 1L;

    public InvalidAdapterException(String message) {
        this(message, null);
    }

    public InvalidAdapterException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
