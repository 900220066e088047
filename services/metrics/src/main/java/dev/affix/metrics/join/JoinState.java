package dev.affix.metrics.join;

import org.jspecify.annotations.Nullable;

/** Where the join of one partition keeps what it remembers. One thread. */
public interface JoinState {
    /** Returns what is remembered of a request. */
    @Nullable
    Entry entry(String requestId);

    /** Remembers {@code entry} instead of {@code old}, which is what was remembered until now. */
    void replace(String requestId, @Nullable Entry old, @Nullable Entry entry);

    /**
     * Returns a request that waits and whose entry's deadline is before a time, to be replaced now, the oldest first; null if there
     * is none at the moment.
     */
    @Nullable
    String due(long time);

    /**
     * Forgets a request that is done and whose entry's deadline is before a time, the oldest first.
     *
     * @return about how many bytes it took; −1 if there is none at the moment
     */
    long forget(long time);

    /** Returns the oldest request of those that are done, or of those that wait, to be replaced now; null if there is none. */
    @Nullable
    String oldest(boolean done);

    /** Puts a prediction's slot at its offset. */
    void putSlot(long offset, Slot slot);

    /** Returns the slot at an offset. */
    @Nullable
    Slot slot(long offset);

    /** Removes the first slot. */
    void removeFirstSlot();

    /** Returns the offset of the first slot, −1 if there is none. */
    long firstSlot();

    /** Returns what was last put as the number of bytes that are remembered, 0 at first. */
    long bytes();

    /** Stores the number of bytes that are remembered. */
    void putBytes(long bytes);

    /** Returns what is counted for an experiment, {@link Counts#NO_EXPERIMENT} or {@link Counts#ALL}, to be added to. */
    Counting counts(String scope);
}
