package dev.affix.inference.answering;

import java.time.Duration;

/** Is told how texts and rows fare; looks away where it is not overridden. Called by workers and callers; must be thread-safe and quick. */
public interface CallObserver {
    /** Looks away. */
    CallObserver NONE = new CallObserver() {};

    /**
     * A call of the engine ended.
     *
     * @param tokens of its texts
     * @param padding tokens beside them, up to the longest text
     */
    default void called(int rows, int tokens, int padding, Duration computed) {}

    /** A row waited so long before its call began. */
    default void waited(Duration queued) {}

    /** A caller got no answer. */
    default void turnedAway(OverloadedException.Reason reason) {}

    /** A text was longer than the model reads, and was rejected or cut. */
    default void overLength(boolean rejected) {}
}
