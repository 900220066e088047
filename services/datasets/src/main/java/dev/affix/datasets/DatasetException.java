package dev.affix.datasets;

/** A data set that cannot be used. The message names the file, the place in it and what to do. */
public final class DatasetException extends Exception {
    /** Creates one. */
    public DatasetException(String message) {
        super(message);
    }

    /** Creates one with its cause. */
    public DatasetException(String message, Throwable cause) {
        super(message, cause);
    }
}
