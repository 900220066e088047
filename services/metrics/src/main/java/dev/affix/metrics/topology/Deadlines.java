package dev.affix.metrics.topology;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * Requests in the order of their deadlines, of those that wait or of those that are done, which share a store. Key: deadline, 8
 * bytes big-endian, with a bit of its own for those that are done, then the request's id.
 */
final class Deadlines {
    private static final byte[] NOTHING = new byte[0];

    private static final long DONE = 1L << 62;

    private final KeyValueStore<Bytes, byte[]> store;
    private final long kind;
    /** No deadline is before this; the first is at it, once it was looked for. Most records need not look into the store. */
    private long none = 0;

    Deadlines(KeyValueStore<Bytes, byte[]> store, boolean done) {
        this.store = store;
        this.kind = done ? DONE : 0;
    }

    void add(long deadline, String requestId) {
        store.put(key(deadline, requestId), NOTHING);
        none = Math.min(none, Math.max(0, deadline));
    }

    void remove(long deadline, String requestId) {
        store.delete(key(deadline, requestId));
    }

    /** Returns the request with the earliest deadline if that is before a time. */
    @Nullable
    String before(long time) {
        if (time <= none) {
            return null;
        }
        try (KeyValueIterator<Bytes, byte[]> rest = store.range(key(none, ""), key(DONE - 1, ""))) {
            if (!rest.hasNext()) {
                none = Long.MAX_VALUE;
                return null;
            }
            ByteBuffer first = ByteBuffer.wrap(rest.peekNextKey().get());
            none = first.getLong() & ~DONE;
            return none < time ? StandardCharsets.UTF_8.decode(first).toString() : null;
        }
    }

    private Bytes key(long deadline, String requestId) {
        byte[] id = requestId.getBytes(StandardCharsets.UTF_8);
        // Keys sort as unsigned bytes; a deadline before 1970 is as good as one in 1970.
        return Bytes.wrap(ByteBuffer.allocate(Long.BYTES + id.length)
                .putLong(kind | Math.max(0, deadline))
                .put(id)
                .array());
    }
}
