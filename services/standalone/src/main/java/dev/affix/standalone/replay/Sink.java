package dev.affix.standalone.replay;

/** Where a replay's records go. */
public interface Sink {
    /** Sends a request; returns before it is acknowledged. */
    void request(int index);

    /** Sends the label of a request; returns before it is acknowledged. */
    void label(int index);
}
