package dev.affix.registry.store;

import java.io.IOException;

/** The bytes of a blob are not those that its digest names. */
public final class DigestMismatchException extends IOException {
    public DigestMismatchException(String expected, String actual) {
        super("The content has SHA-256 " + actual + ", not " + expected
                + ". It was damaged on its way, or the path names another file.");
    }
}
