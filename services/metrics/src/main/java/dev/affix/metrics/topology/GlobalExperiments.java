package dev.affix.metrics.topology;

import dev.affix.metrics.join.ExperimentLookup;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.ProcessingContext;
import org.apache.kafka.streams.state.KeyValueBytesStoreSupplier;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.apache.kafka.streams.state.ValueAndTimestamp;
import org.jspecify.annotations.Nullable;

/**
 * The global store of experiments, which counts its changes: so who looks for an experiment with every record need not compare
 * what is stored of it. Thread-safe.
 */
final class GlobalExperiments implements KeyValueBytesStoreSupplier {
    private final AtomicLong changes = new AtomicLong();
    private final KeyValueBytesStoreSupplier memory = Stores.inMemoryKeyValueStore(StoreNames.EXPERIMENTS);

    @Override
    public String name() {
        return memory.name();
    }

    @Override
    public KeyValueStore<Bytes, byte[]> get() {
        return new Counted(memory.get());
    }

    @Override
    public String metricsScope() {
        return memory.metricsScope();
    }

    /** Returns the experiments for one processor; its thread may wait so long for one. */
    ExperimentLookup lookup(ProcessingContext context, Duration patience) {
        ReadOnlyKeyValueStore<String, ValueAndTimestamp<byte[]>> store = context.getStateStore(name());
        return new KnownExperiments(store, changes::get, patience);
    }

    /** Counts a change once it can be read. What is restored at a start is there before anybody looks. */
    private final class Counted extends ForwardingStore {
        Counted(KeyValueStore<Bytes, byte[]> store) {
            super(store);
        }

        @Override
        public void put(Bytes key, byte @Nullable [] value) {
            super.put(key, value);
            changes.incrementAndGet();
        }

        @Override
        public byte @Nullable [] delete(Bytes key) {
            byte[] old = super.delete(key);
            changes.incrementAndGet();
            return old;
        }
    }
}
