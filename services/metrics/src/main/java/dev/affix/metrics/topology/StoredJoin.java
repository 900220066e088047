package dev.affix.metrics.topology;

import dev.affix.metrics.join.Counts;
import dev.affix.metrics.join.Entry;
import dev.affix.metrics.join.JoinState;
import dev.affix.metrics.join.Slot;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.ProcessingContext;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/** The join's state in the stores of one task. */
final class StoredJoin implements JoinState {
    private static final long UNKNOWN = -2;
    private static final String REMEMBERED = "remembered";

    private final KeyValueStore<String, byte[]> requests;
    private final KeyValueStore<Long, Slot> slots;
    private final Kept<Counts> counts;
    private final Kept<Long> sizes;
    private final Deadlines waiting;
    private final Deadlines done;
    private long first = UNKNOWN;

    StoredJoin(ProcessingContext context) {
        requests = context.getStateStore(StoreNames.REQUESTS);
        slots = context.getStateStore(StoreNames.SLOTS);
        KeyValueStore<Bytes, byte[]> byDeadline = context.getStateStore(StoreNames.DEADLINES);
        KeyValueStore<String, Counts> countStore = context.getStateStore(StoreNames.COUNTS);
        counts = new Kept<>(countStore);
        KeyValueStore<String, Long> sizeStore = context.getStateStore(StoreNames.SIZES);
        sizes = new Kept<>(sizeStore);
        waiting = new Deadlines(byDeadline, false);
        done = new Deadlines(byDeadline, true);
    }

    @Override
    public @Nullable Entry entry(String requestId) {
        byte[] bytes = requests.get(requestId);
        return bytes == null ? null : EntryCodec.read(bytes);
    }

    @Override
    public void replace(String requestId, @Nullable Entry old, @Nullable Entry entry) {
        boolean moved = old == null
                || entry == null
                || old.deadline() != entry.deadline()
                || deadlines(old) != deadlines(entry);
        if (old != null && moved) {
            deadlines(old).remove(old.deadline(), requestId);
        }
        if (entry == null) {
            requests.delete(requestId);
        } else {
            requests.put(requestId, EntryCodec.write(entry));
            if (moved) {
                deadlines(entry).add(entry.deadline(), requestId);
            }
        }
    }

    private Deadlines deadlines(Entry entry) {
        return entry instanceof Entry.Closed ? done : waiting;
    }

    @Override
    public @Nullable String due(long time) {
        String id = waiting.before(time);
        return id == null ? done.before(time) : id;
    }

    @Override
    public @Nullable String oldest(boolean ofDone) {
        return (ofDone ? done : waiting).before(Long.MAX_VALUE);
    }

    @Override
    public long bytes() {
        Long bytes = sizes.find(REMEMBERED);
        return bytes == null ? 0 : bytes;
    }

    @Override
    public void putBytes(long bytes) {
        sizes.put(REMEMBERED, bytes);
    }

    @Override
    public void putSlot(long offset, Slot slot) {
        slots.put(offset, slot);
        if (first == -1) {
            first = offset;
        }
    }

    @Override
    public @Nullable Slot slot(long offset) {
        return slots.get(offset);
    }

    @Override
    public void removeFirstSlot() {
        long removed = firstSlot();
        slots.delete(removed);
        // From there on, or the scan would pass over all that was ever removed.
        first = from(removed + 1);
    }

    @Override
    public long firstSlot() {
        if (first == UNKNOWN) {
            first = from(0);
        }
        return first;
    }

    private long from(long offset) {
        try (KeyValueIterator<Long, Slot> rest = slots.range(offset, Long.MAX_VALUE)) {
            return rest.hasNext() ? rest.peekNextKey() : -1;
        }
    }

    @Override
    public Counts counts(String scope) {
        Counts known = counts.find(scope);
        return known == null ? Counts.NONE : known;
    }

    @Override
    public void putCounts(String scope, Counts counted) {
        counts.put(scope, counted);
    }

    /** Stores what has changed since it was last called. */
    void store() {
        counts.store();
        sizes.store();
    }
}
