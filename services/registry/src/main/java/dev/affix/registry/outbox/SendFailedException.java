package dev.affix.registry.outbox;

/** A record was not acknowledged. It may be in the topic or not. */
public final class SendFailedException extends Exception {
    SendFailedException(String topic, Throwable cause) {
        super("No acknowledgement from " + topic + ": " + cause.getMessage(), cause);
    }
}
