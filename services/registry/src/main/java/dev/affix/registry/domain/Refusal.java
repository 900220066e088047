package dev.affix.registry.domain;

import org.jspecify.annotations.Nullable;

/** The registry does not do what a caller asked; the caller must change something. Nothing happened. */
public final class Refusal extends RuntimeException {
    /** What kind of refusal, as callers tell them apart. */
    public enum Kind {
        /** A value breaks its contract. */
        INVALID,
        /** There is no such thing. */
        UNKNOWN,
        /** The version's adapter file has not been uploaded. */
        BLOB_MISSING,
        /** The name is taken by something else. */
        CONFLICT,
        /** More bytes than are taken. */
        TOO_LARGE
    }

    private final Kind kind;
    private final @Nullable String field;

    public Refusal(Kind kind, @Nullable String field, String message) {
        super(message);
        this.kind = kind;
        this.field = field;
    }

    /** Returns a refusal because something does not exist. */
    public static Refusal unknown(String what) {
        return new Refusal(Kind.UNKNOWN, null, what + " is unknown.");
    }

    /** Returns the kind. */
    public Kind kind() {
        return kind;
    }

    /** Returns the path of the offending field, null when there is none. */
    public @Nullable String field() {
        return field;
    }
}
