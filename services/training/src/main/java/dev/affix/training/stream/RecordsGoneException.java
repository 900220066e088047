package dev.affix.training.stream;

/** Records that an experiment must learn from are no longer in the topic. */
public final class RecordsGoneException extends Exception {
    RecordsGoneException(String message) {
        super(message);
    }
}
