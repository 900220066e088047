package dev.affix.inference.oip;

/** A call that gets an error answer. */
final class ProtocolException extends RuntimeException {
    private final int status;
    private final boolean busy;

    ProtocolException(int status, String message) {
        this(status, message, false);
    }

    private ProtocolException(int status, String message, boolean busy) {
        super(message);
        this.status = status;
        this.busy = busy;
    }

    /** Too many calls wait: over REST as {@link #unavailable}. */
    static ProtocolException busy(String message) {
        return new ProtocolException(503, message, true);
    }

    static ProtocolException badRequest(String message) {
        return new ProtocolException(400, message);
    }

    static ProtocolException notFound(String message) {
        return new ProtocolException(404, message);
    }

    static ProtocolException unavailable(String message) {
        return new ProtocolException(503, message);
    }

    boolean busy() {
        return busy;
    }

    int status() {
        return status;
    }
}
