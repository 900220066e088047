package dev.affix.metrics.join;

import org.jspecify.annotations.Nullable;

/** What the join of one partition remembers, and about how many bytes that is. One thread. */
final class Remembered {
    private final JoinState state;
    private long bytes;
    private long saved;

    Remembered(JoinState state) {
        this.state = state;
        this.bytes = state.bytes();
        this.saved = bytes;
    }

    @Nullable
    Entry entry(String requestId) {
        return state.entry(requestId);
    }

    void replace(String requestId, @Nullable Entry old, @Nullable Entry entry) {
        bytes += size(requestId, entry) - size(requestId, old);
        state.replace(requestId, old, entry);
    }

    /** Forgets the oldest request of those that are done and whose deadline is before a time; false if there is none. */
    boolean forget(long time) {
        long forgotten = state.forget(time);
        if (forgotten < 0) {
            return false;
        }
        bytes -= forgotten;
        return true;
    }

    /** Keeps a place in the order of release. */
    void open(long offset) {
        bytes += Slot.OPEN.size();
        state.putSlot(offset, Slot.OPEN);
    }

    /** Puts an outcome in its place. */
    void close(long offset, Slot slot) {
        bytes += slot.size() - Slot.OPEN.size();
        state.putSlot(offset, slot);
    }

    /** Returns the offset of the first place, −1 if there is none. */
    long first() {
        return state.firstSlot();
    }

    @Nullable
    Slot slot(long offset) {
        return state.slot(offset);
    }

    /** Removes the first place. */
    void removeFirst(Slot slot) {
        bytes -= slot.size();
        state.removeFirstSlot();
    }

    /** Returns about how many bytes are remembered. */
    long bytes() {
        return bytes;
    }

    /** Stores how many bytes are remembered. */
    void save() {
        if (bytes != saved) {
            state.putBytes(bytes);
            saved = bytes;
        }
    }

    private static long size(String requestId, @Nullable Entry entry) {
        return entry == null ? 0 : entry.size(requestId);
    }
}
