package dev.affix.metrics.join;

import org.jspecify.annotations.Nullable;

/** Where the join of one partition keeps what it remembers. One thread. */
public interface JoinState {
    /** Returns what is remembered of a request. */
    @Nullable
    Entry entry(String requestId);

    /** Remembers {@code entry} instead of {@code old}, which is what was remembered until now. */
    void replace(String requestId, @Nullable Entry old, @Nullable Entry entry);

    /** Returns a request whose entry's deadline is before a time, the earliest first; null if there is none. */
    @Nullable
    String due(long time);

    /** Puts a prediction's slot at its offset. */
    void putSlot(long offset, Slot slot);

    /** Returns the slot at an offset. */
    @Nullable
    Slot slot(long offset);

    /** Removes the first slot. */
    void removeFirstSlot();

    /** Returns the offset of the first slot, −1 if there is none. */
    long firstSlot();

    /** Returns what was counted for an experiment, {@link Counts#NO_EXPERIMENT} or {@link Counts#ALL}. */
    Counts counts(String scope);

    /** Stores what was counted. */
    void putCounts(String scope, Counts counts);
}
