package dev.affix.metrics.topology;

import dev.affix.contracts.InvalidRecordException;
import dev.affix.contracts.Json;
import java.util.function.Function;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;

/** JSON of the service's own state and internal topics. */
final class JsonSerde {
    private JsonSerde() {}

    /** Returns the serde of a type; bytes that are not its JSON are a bug or damage, and end the stream. */
    @SuppressWarnings("NullAway") // Kafka hands null through as null.
    static <T> Serde<T> of(Class<T> type) {
        return Serdes.serdeFrom((topic, value) -> value == null ? null : Json.write(value), (topic, bytes) -> {
            if (bytes == null) {
                return null;
            }
            try {
                return Json.read(bytes, type);
            } catch (InvalidRecordException e) {
                throw new SerializationException(topic + ": " + e.getMessage(), e);
            }
        });
    }

    /** Returns the serde of what is saved as something else. */
    @SuppressWarnings("NullAway") // Kafka hands null through as null.
    static <S, T> Serde<T> of(Class<S> saved, Function<T, S> save, Function<S, T> load) {
        Serde<S> serde = of(saved);
        return Serdes.serdeFrom(
                (topic, value) -> value == null ? null : serde.serializer().serialize(topic, save.apply(value)),
                (topic, bytes) ->
                        bytes == null ? null : load.apply(serde.deserializer().deserialize(topic, bytes)));
    }
}
