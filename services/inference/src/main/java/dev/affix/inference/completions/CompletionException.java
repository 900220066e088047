package dev.affix.inference.completions;

import org.jspecify.annotations.Nullable;

/** A call that gets OpenAI's error object. */
final class CompletionException extends RuntimeException {
    private final int status;
    private final @Nullable String field;

    CompletionException(int status, @Nullable String field, String message) {
        super(message);
        this.status = status;
        this.field = field;
    }

    /** A field that cannot be what it is. */
    static CompletionException field(String field, String message) {
        return new CompletionException(400, field, "'" + field + "' " + message);
    }

    int status() {
        return status;
    }

    @Nullable
    String field() {
        return field;
    }
}
