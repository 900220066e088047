package dev.affix.metrics.topology;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/** Requests in the order of their deadlines. Key: deadline, 8 bytes big-endian, then the request's id. */
final class Deadlines {
    private static final byte[] NOTHING = new byte[0];

    private final KeyValueStore<Bytes, byte[]> store;
    /** No deadline is before this: most records need not look into the store. */
    private long none = 0;

    Deadlines(KeyValueStore<Bytes, byte[]> store) {
        this.store = store;
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
        try (KeyValueIterator<Bytes, byte[]> due = store.range(key(none, ""), key(time, ""))) {
            if (!due.hasNext()) {
                none = time;
                return null;
            }
            KeyValue<Bytes, byte[]> first = due.next();
            ByteBuffer key = ByteBuffer.wrap(first.key.get());
            none = key.getLong();
            return StandardCharsets.UTF_8.decode(key).toString();
        }
    }

    private static Bytes key(long deadline, String requestId) {
        byte[] id = requestId.getBytes(StandardCharsets.UTF_8);
        // Keys sort as unsigned bytes; a deadline before 1970 is as good as one in 1970.
        return Bytes.wrap(ByteBuffer.allocate(Long.BYTES + id.length)
                .putLong(Math.max(0, deadline))
                .put(id)
                .array());
    }
}
