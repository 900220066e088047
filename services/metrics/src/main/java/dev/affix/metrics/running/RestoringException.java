package dev.affix.metrics.running;

/** The state is not complete, so that an answer would be a part of the truth. */
public final class RestoringException extends RuntimeException {
    /** Creates one. */
    public RestoringException(String message) {
        super(message);
    }
}
