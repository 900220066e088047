package dev.affix.metrics.topology;

import dev.affix.metrics.join.Counts;
import dev.affix.metrics.join.Entry;
import dev.affix.metrics.join.JoinState;
import dev.affix.metrics.join.Slot;
import java.util.HashMap;
import java.util.Map;
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
    private final KeyValueStore<String, Counts> counts;
    /** What the store has, so that it need not be read again and again. */
    private final Map<String, Counts> latest = new HashMap<>();

    private final KeyValueStore<String, Long> sizes;
    private final Deadlines waiting;
    private final Deadlines done;
    private long first = UNKNOWN;

    StoredJoin(ProcessingContext context) {
        requests = context.getStateStore(StoreNames.REQUESTS);
        slots = context.getStateStore(StoreNames.SLOTS);
        counts = context.getStateStore(StoreNames.COUNTS);
        KeyValueStore<Bytes, byte[]> byDeadline = context.getStateStore(StoreNames.DEADLINES);
        sizes = context.getStateStore(StoreNames.SIZES);
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
        Long bytes = sizes.get(REMEMBERED);
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
        Counts known = latest.get(scope);
        if (known == null) {
            @Nullable Counts stored = counts.get(scope);
            known = stored == null ? Counts.NONE : stored;
            latest.put(scope, known);
        }
        return known;
    }

    @Override
    public void putCounts(String scope, Counts counted) {
        latest.put(scope, counted);
        counts.put(scope, counted);
    }
}
