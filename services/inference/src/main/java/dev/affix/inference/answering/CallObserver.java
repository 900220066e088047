package dev.affix.inference.answering;

import java.time.Duration;

/** Is told how texts and rows fare. Called by workers and callers; must be thread-safe and quick. */
public interface CallObserver {
    /** Looks away. */
    CallObserver NONE = new CallObserver() {
        @Override
        public void called(int rows, int tokens, int padding, Duration computed) {
            // Nobody asked.
        }

        @Override
        public void waited(Duration queued) {
            // Nobody asked.
        }

        @Override
        public void turnedAway(OverloadedException.Reason reason) {
            // Nobody asked.
        }

        @Override
        public void overLength(boolean rejected) {
            // Nobody asked.
        }
    };

    /**
     * A call of the engine ended.
     *
     * @param tokens of its texts
     * @param padding tokens beside them, up to the longest text
     */
    void called(int rows, int tokens, int padding, Duration computed);

    /** A row waited so long before its call began. */
    void waited(Duration queued);

    /** A caller got no answer. */
    void turnedAway(OverloadedException.Reason reason);

    /** A text was longer than the model reads, and was rejected or cut. */
    void overLength(boolean rejected);
}
