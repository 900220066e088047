package dev.affix.metrics.topology;

import dev.affix.metrics.join.Entry;
import dev.affix.metrics.topology.EntryCodec.Queued;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongPredicate;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * Entries by request. What changes is kept in memory until {@link #store} is called. Requests that wait are kept beyond that, up to a bound: most are
 * asked for again soon, when their label comes, and to find one in the store takes longer than to join it. One thread.
 */
final class RequestTable {
    /** Bytes of the requests in memory that wait, as {@link Entry#size} counts them: as objects they take some eight times as much. */
    private static final long KEPT_BYTES = 1L << 20;

    private final KeyValueStore<String, byte[]> store;
    private final LongPredicate mayHave;
    /** The oldest first. */
    private final Map<Key, Held> held = new LinkedHashMap<>();
    /** Those that were looked for or changed since the last commit. */
    private final List<Held> touched = new ArrayList<>();

    private final BinaryOut out = new BinaryOut();
    private long waitingBytes;

    /** An id, whose hash is spread: those of texts that end with a count are close together. */
    private record Key(String id, long hash) {
        Key(String id) {
            this(id, IdFilter.hash(id));
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Key key && key.id.equals(id);
        }

        @Override
        public int hashCode() {
            return (int) hash;
        }
    }

    /** What is known of a request. */
    private static final class Held {
        private final Key key;
        /** Null: nothing is remembered of it. */
        private @Nullable Queued queued;

        private boolean touched;
        private boolean changed;

        Held(Key key) {
            this.key = key;
        }

        boolean waits() {
            return queued != null && !(queued.entry() instanceof Entry.Closed);
        }

        long waitingBytes() {
            return queued != null && waits() ? queued.entry().size() : 0;
        }
    }

    /**
     * Creates one.
     *
     * @param mayHave returns false only if nothing is stored of a request with that {@link IdFilter#hash}: to ask the store for what it does not have
     *     takes longer still
     */
    RequestTable(KeyValueStore<String, byte[]> store, LongPredicate mayHave) {
        this.store = store;
        this.mayHave = mayHave;
    }

    /** Returns what is remembered of a request; null if nothing is. */
    @Nullable
    Queued find(String id) {
        Key key = new Key(id);
        Held own = held.get(key);
        if (own == null) {
            own = hold(key);
            byte[] bytes = mayHave.test(key.hash) ? store.get(id) : null;
            set(own, bytes == null ? null : EntryCodec.read(bytes));
        }
        return own.queued;
    }

    /** Remembers something of a request instead of what was remembered; null: nothing. */
    void put(String id, @Nullable Queued queued) {
        Key key = new Key(id);
        Held own = held.get(key);
        if (own == null) {
            own = hold(key);
        }
        touch(own);
        own.changed = true;
        set(own, queued);
    }

    private Held hold(Key key) {
        Held own = new Held(key);
        held.put(key, own);
        touch(own);
        return own;
    }

    private void touch(Held own) {
        if (!own.touched) {
            own.touched = true;
            touched.add(own);
        }
    }

    private void set(Held own, @Nullable Queued queued) {
        waitingBytes -= own.waitingBytes();
        own.queued = queued;
        waitingBytes += own.waitingBytes();
    }

    /** Stores what has changed since this was last called, and keeps of all only what waits, the newest, up to the bound. */
    void store() {
        List<KeyValue<String, byte[]>> entries = new ArrayList<>(touched.size());
        for (Held own : touched) {
            if (own.changed) {
                entries.add(KeyValue.pair(own.key.id, bytes(own.queued)));
            }
            own.touched = false;
            own.changed = false;
            if (!own.waits()) {
                held.remove(own.key);
            }
        }
        touched.clear();
        store.putAll(entries);
        Iterator<Held> oldest = held.values().iterator();
        while (waitingBytes > KEPT_BYTES) {
            waitingBytes -= oldest.next().waitingBytes();
            oldest.remove();
        }
    }

    @SuppressWarnings("NullAway") // A store takes null for what is to be deleted.
    private byte[] bytes(@Nullable Queued queued) {
        return queued == null ? null : EntryCodec.write(queued.entry(), queued.turn(), out);
    }
}
