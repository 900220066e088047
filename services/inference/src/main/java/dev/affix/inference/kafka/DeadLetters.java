package dev.affix.inference.kafka;

import dev.affix.contracts.DeadLetter;
import dev.affix.contracts.InvalidRecordException;
import dev.affix.contracts.SourcePosition;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/** Makes dead letters of refused records: key, value and headers as they were, and the reason. */
public final class DeadLetters {
    /** This service's name in headers. */
    public static final String SERVICE = "inference";
    /** Header: bytes of the whole value, where only its beginning is kept. */
    public static final String TRUNCATED = "affix-dlq-truncated-from";
    /** A value that filled its record to the broker's limit would not fit again with the added headers. */
    private static final int MAX_VALUE_BYTES = 900_000;
    /** Keys of requests are at most 200 characters; longer ones only need to be recognized. */
    private static final int MAX_KEY_BYTES = 10_000;

    private DeadLetters() {}

    /** Returns the dead letter of a record. */
    public static ProducerRecord<byte[], byte[]> of(
            ConsumerRecord<byte[], byte[]> record, InvalidRecordException problem) {
        byte[] value = record.value();
        ProducerRecord<byte[], byte[]> letter = new ProducerRecord<>(
                record.topic() + ".dlq",
                null,
                beginning(record.key(), MAX_KEY_BYTES),
                beginning(value, MAX_VALUE_BYTES),
                record.headers());
        if (value != null && value.length > MAX_VALUE_BYTES) {
            letter.headers().add(TRUNCATED, Integer.toString(value.length).getBytes(StandardCharsets.UTF_8));
        }
        add(
                letter.headers(),
                DeadLetter.headers(
                        SERVICE, record.topic(), new SourcePosition(record.partition(), record.offset()), problem));
        return letter;
    }

    private static byte @Nullable [] beginning(byte @Nullable [] bytes, int limit) {
        return bytes == null || bytes.length <= limit ? bytes : Arrays.copyOf(bytes, limit);
    }

    private static void add(Headers headers, Map<String, byte[]> added) {
        added.forEach((name, value) -> {
            headers.remove(name);
            headers.add(name, value);
        });
    }
}
