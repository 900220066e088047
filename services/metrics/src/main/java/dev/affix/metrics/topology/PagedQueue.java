package dev.affix.metrics.topology;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * First in, first out, in a store that several queues share. Items are stored in pages, so that one costs a small part of a
 * change: the last page is written once for each commit until it is full, others not again. Only the first and the last page are
 * in memory. Which items of the first page are gone is not stored: after a restart they are there again, and who takes
 * them must recognize them. One thread.
 */
final class PagedQueue {
    static final int PAGE_ITEMS = 128;

    private final KeyValueStore<Bytes, byte[]> store;
    private final byte queue;
    /** Full pages that are not stored yet. */
    private final Map<Long, List<Item>> full = new HashMap<>();
    /** Pages whose items are all gone, but stored. */
    private final Set<Long> gone = new HashSet<>();

    private long firstPage;
    private long lastPage;
    private List<Item> first;
    private List<Item> last;
    private int next;
    private boolean changed;
    /** The last page that was stored, −1 if there is none. */
    private long stored;

    /**
     * An item.
     *
     * @param number such as a time or an offset
     * @param id may be empty
     */
    record Item(long number, String id) {}

    /**
     * Opens one.
     *
     * @param queue which of the store's
     */
    PagedQueue(KeyValueStore<Bytes, byte[]> store, int queue) {
        this.store = store;
        this.queue = (byte) queue;
        try (KeyValueIterator<Bytes, byte[]> pages = store.range(key(0), key(Long.MAX_VALUE));
                KeyValueIterator<Bytes, byte[]> back = store.reverseRange(key(0), key(Long.MAX_VALUE))) {
            firstPage = pages.hasNext() ? page(pages.peekNextKey()) : 0;
            lastPage = back.hasNext() ? page(back.peekNextKey()) : 0;
            stored = back.hasNext() ? lastPage : -1;
        }
        last = load(lastPage);
        first = firstPage == lastPage ? last : load(firstPage);
    }

    void add(long number, String id) {
        if (last.size() == PAGE_ITEMS) {
            if (changed) {
                full.put(lastPage, last);
            }
            lastPage++;
            last = new ArrayList<>(PAGE_ITEMS);
        }
        last.add(new Item(number, id));
        changed = true;
    }

    /** Returns the first item without taking it; null if there is none. */
    @Nullable
    Item peek() {
        while (next == first.size() && firstPage < lastPage) {
            // Every page before the last is full, so that all its items are gone now.
            leave();
        }
        return next < first.size() ? first.get(next) : null;
    }

    private void leave() {
        full.remove(firstPage);
        if (firstPage <= stored) {
            gone.add(firstPage);
        }
        firstPage++;
        next = 0;
        if (firstPage == lastPage) {
            first = last;
        } else {
            List<Item> unstored = full.get(firstPage);
            first = unstored == null ? load(firstPage) : unstored;
        }
    }

    /** Takes the first item. */
    void remove() {
        if (peek() == null) {
            throw new IllegalStateException("the queue is empty");
        }
        next++;
    }

    /** Stores what has changed since it was last called. */
    void store() {
        gone.forEach(page -> store.delete(key(page)));
        gone.clear();
        full.forEach((page, items) -> store.put(key(page), write(items)));
        full.clear();
        if (changed) {
            store.put(key(lastPage), write(last));
            changed = false;
        }
        stored = lastPage;
    }

    private List<Item> load(long page) {
        byte @Nullable [] bytes = store.get(key(page));
        if (bytes == null) {
            return new ArrayList<>(PAGE_ITEMS);
        }
        BinaryIn in = new BinaryIn(bytes);
        return in.getList(() -> new Item(in.getLong(), in.getText()));
    }

    private static byte[] write(List<Item> items) {
        BinaryOut out = new BinaryOut();
        out.putLength(items.size());
        items.forEach(item -> out.putLong(item.number).putText(item.id));
        return out.bytes();
    }

    private Bytes key(long page) {
        return Bytes.wrap(
                ByteBuffer.allocate(1 + Long.BYTES).put(queue).putLong(page).array());
    }

    private static long page(Bytes key) {
        return ByteBuffer.wrap(key.get()).getLong(1);
    }
}
