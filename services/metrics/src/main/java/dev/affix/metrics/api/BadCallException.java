package dev.affix.metrics.api;

/** A call lacks something; says what to do. */
final class BadCallException extends RuntimeException {
    BadCallException(String message) {
        super(message);
    }
}
