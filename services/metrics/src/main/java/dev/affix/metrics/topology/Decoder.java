package dev.affix.metrics.topology;

import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/** Reads the records of an internal topic. */
final class Decoder<T> extends ContextualProcessor<byte @Nullable [], Emission, String, Object> {
    private final Serde<T> values;

    Decoder(Serde<T> values) {
        this.values = values;
    }

    @Override
    public void process(Record<byte @Nullable [], Emission> record) {
        byte[] key = record.key();
        if (key == null) {
            throw new IllegalStateException("an internal record has a key");
        }
        T value = values.deserializer().deserialize("", record.value().value());
        context()
                .forward(record.withKey(new String(key, StandardCharsets.UTF_8)).withValue(value));
    }
}
