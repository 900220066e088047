package dev.affix.metrics.topology;

import dev.affix.metrics.join.Counting;
import dev.affix.metrics.join.Counts;
import dev.affix.metrics.join.Entry;
import dev.affix.metrics.join.JoinState;
import dev.affix.metrics.join.Slot;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.ProcessingContext;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * The join's state in the stores of one task. What changes is kept in memory until {@link #store} is called, before a commit.
 *
 * <p>Three queues hold the order of things: offsets of predictions that are not released, ids of requests that wait, ids of
 * requests that are done. A request is withdrawn from its queue when something becomes of it before its time; after a restart, which
 * knows nothing of that, it is recognized by its deadline when it comes to the front. So the order is that in which things happened, which nearly is that of deadlines: a request whose
 * record has an old timestamp is looked after one horizon after it was read at the latest, and one that is done is
 * forgotten up to one horizon after its deadline. What becomes of a record does not depend on it: {@link
 * dev.affix.metrics.join.LabelJoin} looks at deadlines itself.
 */
final class StoredJoin implements JoinState {
    private static final String REMEMBERED = "remembered";
    private static final String RELEASED = "released";
    private static final String HELD_UP = "held-up";
    private static final int PREDICTIONS = 0;
    private static final int WAITING = 1;
    private static final int DONE = 2;
    /** Requests that are passed over at once because something became of them before their time. */
    private static final int MAX_PASSED = 1_000;

    private final RequestTable requests;
    private final KeyValueStore<Long, Slot> slots;
    private final KeyValueStore<String, Counts> counts;
    private final Kept<Long> sizes;
    private final PagedQueue predictions;
    private final PagedQueue waiting;
    private final PagedQueue done;

    /** Outcomes that have been held up or released since; null: released. */
    private final Map<Long, @Nullable Slot> changedSlots = new TreeMap<>();

    private final Map<String, Counting> counting = new HashMap<>();
    /** Outcomes that are held up by an earlier prediction. */
    private long heldUp;
    /** Offset of the last prediction that was released. */
    private long released;

    StoredJoin(ProcessingContext context) {
        slots = context.getStateStore(StoreNames.SLOTS);
        counts = context.getStateStore(StoreNames.COUNTS);
        KeyValueStore<String, Long> sizeStore = context.getStateStore(StoreNames.SIZES);
        sizes = new Kept<>(sizeStore);
        released = size(RELEASED, -1);
        heldUp = size(HELD_UP, 0);
        KeyValueStore<Bytes, byte[]> order = context.getStateStore(StoreNames.ORDER);
        predictions = new PagedQueue(order, PREDICTIONS);
        waiting = new PagedQueue(order, WAITING);
        done = new PagedQueue(order, DONE);
        // Each request that is remembered is in one of the two.
        requests = new RequestTable(
                context.getStateStore(StoreNames.REQUESTS), id -> waiting.mayHave(id) || done.mayHave(id));
    }

    private long size(String name, long none) {
        Long size = sizes.find(name);
        return size == null ? none : size;
    }

    @Override
    public @Nullable Entry entry(String requestId) {
        EntryCodec.Queued queued = requests.find(requestId);
        return queued == null ? null : queued.entry();
    }

    @Override
    public void replace(String requestId, @Nullable Entry old, @Nullable Entry entry) {
        EntryCodec.Queued before = old == null ? null : requests.find(requestId);
        if (before != null && entry != null && sameTurn(before.entry(), entry)) {
            requests.put(requestId, new EntryCodec.Queued(entry, before.turn()));
            return;
        }
        if (before != null) {
            queue(before.entry()).withdraw(before.turn());
        }
        if (entry == null) {
            requests.put(requestId, null);
        } else {
            PagedQueue.Item item = new PagedQueue.Item(entry.deadline(), requestId, entry.size(requestId));
            requests.put(requestId, new EntryCodec.Queued(entry, queue(entry).add(item)));
        }
    }

    private static boolean sameTurn(Entry one, Entry other) {
        return one.deadline() == other.deadline() && isDone(one) == isDone(other);
    }

    private PagedQueue queue(Entry entry) {
        return isDone(entry) ? done : waiting;
    }

    private static boolean isDone(Entry entry) {
        return entry instanceof Entry.Closed;
    }

    @Override
    public @Nullable String due(long time) {
        PagedQueue.Item item = take(waiting, false, time);
        return item == null ? null : item.id();
    }

    @Override
    public long forget(long time) {
        PagedQueue.Item item = take(done, true, time);
        if (item == null) {
            return -1;
        }
        requests.put(item.id(), null);
        return item.size();
    }

    @Override
    public @Nullable String oldest(boolean ofDone) {
        PagedQueue.Item item = take(ofDone ? done : waiting, ofDone, Long.MAX_VALUE);
        return item == null ? null : item.id();
    }

    private PagedQueue.@Nullable Item take(PagedQueue queue, boolean ofDone, long before) {
        int passed = 0;
        for (PagedQueue.Item item = queue.peek(); item != null && item.number() < before; item = queue.peek()) {
            // What is new and not withdrawn stands as it was queued: no need to look for it in the store.
            boolean stands = queue.isNew() || stands(item, ofDone);
            queue.remove();
            if (stands) {
                return item;
            }
            passed++;
            if (passed == MAX_PASSED && before != Long.MAX_VALUE) {
                return null;
            }
        }
        return null;
    }

    private boolean stands(PagedQueue.Item item, boolean ofDone) {
        Entry entry = entry(item.id());
        return entry != null && entry.deadline() == item.number() && isDone(entry) == ofDone;
    }

    @Override
    public long bytes() {
        return size(REMEMBERED, 0);
    }

    @Override
    public void putBytes(long bytes) {
        sizes.put(REMEMBERED, bytes);
    }

    @Override
    public void putSlot(long offset, Slot slot) {
        if (slot.closed()) {
            changedSlots.put(offset, slot);
            heldUp++;
        } else {
            predictions.add(new PagedQueue.Item(offset, "", 0));
        }
    }

    @Override
    public @Nullable Slot slot(long offset) {
        if (heldUp == 0) {
            return Slot.OPEN;
        }
        Slot slot = changedSlots.get(offset);
        if (slot == null && !changedSlots.containsKey(offset)) {
            slot = slots.get(offset);
        }
        return slot == null ? Slot.OPEN : slot;
    }

    @Override
    public void removeFirstSlot() {
        long offset = firstSlot();
        Slot slot = slot(offset);
        if (slot != null && slot.closed()) {
            heldUp--;
            changedSlots.put(offset, null);
        }
        predictions.remove();
        released = offset;
    }

    @Override
    public long firstSlot() {
        PagedQueue.Item first = predictions.peek();
        // After a restart the page has those again that were released.
        while (first != null && first.number() <= released) {
            predictions.remove();
            first = predictions.peek();
        }
        return first == null ? -1 : first.number();
    }

    @Override
    public Counting counts(String scope) {
        return counting.computeIfAbsent(scope, key -> {
            @Nullable Counts stored = counts.get(key);
            return new Counting(stored == null ? Counts.NONE : stored);
        });
    }

    /** Stores what has changed since it was last called. */
    void store() {
        requests.store();
        changedSlots.forEach(slots::put);
        changedSlots.clear();
        predictions.store();
        waiting.store();
        done.store();
        counting.forEach((scope, own) -> {
            if (own.takeChanged()) {
                counts.put(scope, own.counts());
            }
        });
        sizes.put(RELEASED, released);
        sizes.put(HELD_UP, heldUp);
        sizes.store();
    }
}
