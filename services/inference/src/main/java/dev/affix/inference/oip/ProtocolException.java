package dev.affix.inference.oip;

/** A call that gets an error answer. */
final class ProtocolException extends RuntimeException {
    private final int status;

    ProtocolException(int status, String message) {
        super(message);
        this.status = status;
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

    int status() {
        return status;
    }
}
