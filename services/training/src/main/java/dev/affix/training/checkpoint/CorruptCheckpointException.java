package dev.affix.training.checkpoint;

/** A checkpoint cannot be used. The message names the file. */
public final class CorruptCheckpointException extends Exception {
    CorruptCheckpointException(String message) {
        super(message);
    }

    CorruptCheckpointException(String message, Throwable cause) {
        super(message, cause);
    }
}
