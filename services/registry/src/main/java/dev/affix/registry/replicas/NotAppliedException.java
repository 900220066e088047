package dev.affix.registry.replicas;

/** A change was made, but not applied everywhere within the time a caller would wait. It stays made. */
public final class NotAppliedException extends RuntimeException {
    NotAppliedException(String message) {
        super(message);
    }
}
