package dev.affix.metrics.topology;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * First in, first out, in a store that several queues share. Items are stored in pages, so that one costs a small part of a
 * change: the last page is written once for each commit until it is full, others not again. Only the first and the last page are
 * in memory. Which items are gone is not stored: after a restart those of pages that are not all gone are there again, and
 * who takes them must recognize them. One thread.
 */
final class PagedQueue {
    static final int PAGE_ITEMS = 128;
    /** Filters of a queue at most, of 128 KiB: beyond it nothing is known of ids. */
    static final int MAX_FILTERS = 16;

    private static final byte VERSION = -2;

    private final KeyValueStore<Bytes, byte[]> store;
    private final byte queue;
    /** The turn of the first item that was added since this was opened. */
    private final long opened;
    /** Items that were withdrawn, by page: a bit for each of its items. */
    private final Map<Long, BitSet> withdrawn = new HashMap<>();
    /**
     * Ids of the newest items, by turn, {@link IdFilter#IDS} in each; those that are gone since this was stored last among
     * them.
     */
    private final Deque<IdFilter> filters = new ArrayDeque<>();

    private long firstFilter;
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
     * @param size such as bytes
     */
    record Item(long number, String id, int size) {}

    /**
     * Opens one.
     *
     * @param queue which of the store's
     */
    PagedQueue(KeyValueStore<Bytes, byte[]> store, int queue) {
        this.store = store;
        this.queue = (byte) queue;
        stored = -1;
        try (KeyValueIterator<Bytes, byte[]> pages = store.range(key(0), key(Long.MAX_VALUE))) {
            while (pages.hasNext()) {
                KeyValue<Bytes, byte[]> page = pages.next();
                lastPage = page(page.key);
                if (stored < 0) {
                    firstPage = lastPage;
                    firstFilter = firstPage * PAGE_ITEMS / IdFilter.IDS;
                }
                stored = lastPage;
                long turn = lastPage * PAGE_ITEMS;
                for (Item item : read(page.value)) {
                    filter(turn++, item);
                }
            }
        }
        last = load(lastPage);
        first = firstPage == lastPage ? last : load(firstPage);
        opened = lastPage * PAGE_ITEMS + last.size();
    }

    /** Adds an item, and returns its turn: a number that rises with each. */
    long add(Item item) {
        if (last.size() == PAGE_ITEMS) {
            if (changed) {
                full.put(lastPage, last);
            }
            lastPage++;
            last = new ArrayList<>(PAGE_ITEMS);
        }
        last.add(item);
        changed = true;
        long turn = lastPage * PAGE_ITEMS + last.size() - 1;
        filter(turn, item);
        return turn;
    }

    private void filter(long turn, Item item) {
        while ((firstFilter + filters.size()) * IdFilter.IDS <= turn) {
            filters.addLast(new IdFilter());
            if (filters.size() > MAX_FILTERS) {
                dropFilter();
            }
        }
        filters.getLast().add(IdFilter.hash(item.id));
    }

    private void dropFilter() {
        filters.removeFirst();
        firstFilter++;
    }

    /**
     * Returns false if no item has an id, nor had one since this was stored last; true if one may have it, and where the items
     * are too many to be known.
     *
     * @param hash see {@link IdFilter#hash}
     */
    boolean mayHave(long hash) {
        if (firstFilter * IdFilter.IDS > firstPage * PAGE_ITEMS) {
            return true;
        }
        for (IdFilter filter : filters) {
            if (filter.mayHave(hash)) {
                return true;
            }
        }
        return false;
    }

    /**
     * Takes an item out of its turn: it does not come any more, unless there is a restart before it would have come. Nothing happens if it was
     * taken already.
     */
    void withdraw(long turn) {
        long page = turn / PAGE_ITEMS;
        int place = (int) (turn % PAGE_ITEMS);
        if (page < firstPage || (page == firstPage && place < next)) {
            return;
        }
        BitSet places = withdrawn.computeIfAbsent(page, none -> new BitSet(PAGE_ITEMS));
        places.set(place);
        if (page > firstPage && page < lastPage && places.cardinality() == PAGE_ITEMS) {
            drop(page);
        }
    }

    /** A page that is missing when its turn comes counts as one whose items are all gone. */
    private void drop(long page) {
        withdrawn.remove(page);
        full.remove(page);
        if (page <= stored) {
            gone.add(page);
        }
    }

    /** Returns the first item without taking it; null if there is none. */
    @Nullable
    Item peek() {
        BitSet without = withdrawn.get(firstPage);
        while (true) {
            if (without != null) {
                next = without.nextClearBit(next);
            }
            if (next < first.size()) {
                return first.get(next);
            }
            if (firstPage == lastPage) {
                next = first.size();
                return null;
            }
            // Every page before the last was full, so that all its items are gone now.
            leave();
            without = withdrawn.get(firstPage);
        }
    }

    /** Returns whether what {@link #peek} returned was added since this was opened: so it was not taken before. */
    boolean isNew() {
        return firstPage * PAGE_ITEMS + next >= opened;
    }

    private void leave() {
        drop(firstPage);
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
        while ((firstFilter + 1) * IdFilter.IDS <= firstPage * PAGE_ITEMS) {
            dropFilter();
        }
    }

    private List<Item> load(long page) {
        byte @Nullable [] bytes = gone.contains(page) ? null : store.get(key(page));
        return bytes == null ? new ArrayList<>(PAGE_ITEMS) : read(bytes);
    }

    private static List<Item> read(byte[] bytes) {
        BinaryIn in = new BinaryIn(bytes);
        Doubles.checkVersion(in.getByte(), VERSION, "pages of queues");
        return in.getList(() -> new Item(in.getLong(), in.getText(), in.getLength()));
    }

    private static byte[] write(List<Item> items) {
        BinaryOut out = new BinaryOut();
        out.putByte(VERSION).putLength(items.size());
        items.forEach(item -> out.putLong(item.number).putText(item.id).putLength(item.size));
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
