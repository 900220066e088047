package dev.affix.registry.outbox;

/** A change whose event no record can hold. The change did not happen. */
public final class EventTooLargeException extends RuntimeException {
    EventTooLargeException(String key, int size) {
        super("The event for " + key + " would have " + size + " bytes; a record holds at most " + Outbox.MAX_VALUE
                + ".");
    }
}
