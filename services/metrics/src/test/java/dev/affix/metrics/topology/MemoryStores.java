package dev.affix.metrics.topology;

import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.state.KeyValueBytesStoreSupplier;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;

/** Stores of Kafka Streams in memory, open, without a topology. */
final class MemoryStores {
    private MemoryStores() {}

    static <K, V> KeyValueStore<K, V> open(Serde<K> keys, Serde<V> values) {
        return open(Stores.inMemoryKeyValueStore("test"), keys, values);
    }

    static <K, V> KeyValueStore<K, V> open(KeyValueBytesStoreSupplier memory, Serde<K> keys, Serde<V> values) {
        KeyValueStore<K, V> store = Stores.keyValueStoreBuilder(memory, keys, values)
                .withLoggingDisabled()
                .build();
        store.init(new MockProcessorContext<Void, Void>().getStateStoreContext(), store);
        return store;
    }
}
