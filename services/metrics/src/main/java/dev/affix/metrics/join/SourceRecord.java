package dev.affix.metrics.join;

import dev.affix.contracts.SourcePosition;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A record as it was read, kept whole so that it can become a dead letter byte for byte. Its arrays must not be changed.
 *
 * @param topic the topic it was read from
 * @param position where in it
 * @param timestamp the record's timestamp, milliseconds since 1970
 * @param key its key
 * @param value its value
 * @param headers its headers, in order
 */
@SuppressWarnings("ArrayRecordComponent") // Bytes pass through; nothing compares records.
public record SourceRecord(
        String topic,
        SourcePosition position,
        long timestamp,
        byte @Nullable [] key,
        byte @Nullable [] value,
        List<Header> headers) {
    /** A header; names may repeat. */
    public record Header(String name, byte @Nullable [] value) {
        int size() {
            return name.length() + (value == null ? 0 : value.length);
        }
    }

    /** Returns the bytes of key, value and headers, about. */
    public int size() {
        return length(key) + length(value) + headerSize();
    }

    /** Returns the bytes of the headers, about. */
    public int headerSize() {
        return headers.stream().mapToInt(Header::size).sum();
    }

    private static int length(byte @Nullable [] bytes) {
        return bytes == null ? 0 : bytes.length;
    }
}
