package dev.affix.standalone.replay;

/**
 * One record to send.
 *
 * @param atNanos when, since the start of the replay
 * @param kind what
 * @param index index of the example in the shuffled data set
 */
public record Send(long atNanos, Kind kind, int index) {
    /** What is sent. */
    public enum Kind {
        /** The text. */
        REQUEST,
        /** Its label. */
        LABEL
    }
}
