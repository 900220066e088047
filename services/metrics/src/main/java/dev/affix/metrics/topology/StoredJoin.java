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

    private final KeyValueStore<String, byte[]> requests;
    private final KeyValueStore<Long, Slot> slots;
    private final KeyValueStore<String, Counts> counts;
    private final Deadlines deadlines;
    private long first = UNKNOWN;

    StoredJoin(ProcessingContext context) {
        requests = context.getStateStore(StoreNames.REQUESTS);
        slots = context.getStateStore(StoreNames.SLOTS);
        counts = context.getStateStore(StoreNames.COUNTS);
        KeyValueStore<Bytes, byte[]> byDeadline = context.getStateStore(StoreNames.DEADLINES);
        deadlines = new Deadlines(byDeadline);
    }

    @Override
    public @Nullable Entry entry(String requestId) {
        byte[] bytes = requests.get(requestId);
        return bytes == null ? null : EntryCodec.read(bytes);
    }

    @Override
    public void replace(String requestId, @Nullable Entry old, @Nullable Entry entry) {
        if (old != null && (entry == null || old.deadline() != entry.deadline())) {
            deadlines.remove(old.deadline(), requestId);
        }
        if (entry == null) {
            requests.delete(requestId);
        } else {
            requests.put(requestId, EntryCodec.write(entry));
            if (old == null || old.deadline() != entry.deadline()) {
                deadlines.add(entry.deadline(), requestId);
            }
        }
    }

    @Override
    public @Nullable String due(long time) {
        return deadlines.before(time);
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
        Counts counted = counts.get(scope);
        return counted == null ? Counts.NONE : counted;
    }

    @Override
    public void putCounts(String scope, Counts counted) {
        counts.put(scope, counted);
    }
}
