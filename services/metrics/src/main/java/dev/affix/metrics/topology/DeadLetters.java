package dev.affix.metrics.topology;

import dev.affix.contracts.DeadLetter;
import dev.affix.contracts.InvalidRecordException;
import dev.affix.metrics.join.SourceRecord;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/**
 * Makes dead letters of refused records: key, value and headers as they were, and the reason. What would make the letter
 * larger than a broker takes is cut or left out: a record must not stop the stream by its size.
 */
final class DeadLetters {
    static final String SERVICE = "metrics";
    /** Header: bytes of the whole value, where only its beginning is kept. */
    static final String TRUNCATED = "affix-dlq-truncated-from";
    /** A value that filled its record to the broker's limit would not fit again with the added headers. */
    static final int MAX_VALUE_BYTES = 900_000;

    /** More headers than this are left out. */
    static final int MAX_HEADER_BYTES = 50_000;

    private DeadLetters() {}

    /** Returns the dead letter of a record. */
    static Record<byte @Nullable [], Emission> of(SourceRecord source, InvalidRecordException problem) {
        byte[] value = source.value();
        Headers headers = new RecordHeaders();
        if (source.headerSize() <= MAX_HEADER_BYTES) {
            source.headers().forEach(header -> headers.add(header.name(), header.value()));
        }
        if (value != null && value.length > MAX_VALUE_BYTES) {
            headers.add(TRUNCATED, Integer.toString(value.length).getBytes(StandardCharsets.UTF_8));
            value = Arrays.copyOf(value, MAX_VALUE_BYTES);
        }
        DeadLetter.headers(SERVICE, source.topic(), source.position(), problem)
                .forEach((name, bytes) -> headers.remove(name).add(name, bytes));
        return new Record<>(source.key(), new Emission(source.topic() + ".dlq", value), source.timestamp(), headers);
    }
}
