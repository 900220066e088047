package dev.affix.metrics.topology;

import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.StateStoreContext;
import org.apache.kafka.streams.processor.TaskId;
import org.apache.kafka.streams.processor.api.ProcessingContext;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;
import org.jspecify.annotations.Nullable;

/**
 * Lets a processor keep what changes with each record in memory, and store it once for each commit.
 *
 * <p>Kafka Streams has no call that says "a commit is coming". But it has caches before stores, whose changes it hands on
 * to the store before it commits. So each task has a store behind a cache with nothing but a number, which {@link Task#changed} changes: when
 * it arrives in the store, a commit is coming, or the cache is full, and what was kept is stored. The number is changed
 * when all of a record's work is done, so that what is stored is the state between two records. What is stored goes to stores without caches: those may have been asked
 * for their changes already.
 */
final class BeforeCommit {
    private static final String KEY = "changes";

    private final String name;
    private final Map<TaskId, Task> tasks = new ConcurrentHashMap<>();

    /**
     * Creates one for the tasks of a processor.
     *
     * @param name of the store that each has for it
     */
    BeforeCommit(String name) {
        this.name = name;
    }

    String name() {
        return name;
    }

    /** What one task does before a commit. One thread. */
    static final class Task {
        private final KeyValueStore<String, Long> store;
        private final Runnable work;
        private boolean due;
        private long changes;

        private Task(KeyValueStore<String, Long> store, Runnable work) {
            this.store = store;
            this.work = work;
        }

        /** Says that there is something to store. To be called when the work on a record is done. */
        void changed() {
            if (!due) {
                due = true;
                changes++;
                store.put(KEY, changes);
            }
        }

        private void coming() {
            if (due) {
                due = false;
                work.run();
            }
        }
    }

    /** Has work done before each commit of a task, from now on until {@link #end}. */
    Task register(ProcessingContext context, Runnable work) {
        KeyValueStore<String, Long> store = context.getStateStore(name);
        Task task = new Task(store, work);
        tasks.put(context.taskId(), task);
        return task;
    }

    /** Has nothing done for a task any more: it is closed, and with it its stores, in whatever state they are. */
    void end(ProcessingContext context) {
        tasks.remove(context.taskId());
    }

    /** Returns the store to be connected with the processor. */
    StoreBuilder<KeyValueStore<String, Long>> store() {
        return Stores.keyValueStoreBuilder(
                        ForwardingStore.around(Stores.inMemoryKeyValueStore(name), Watched::new),
                        Serdes.String(),
                        Serdes.Long())
                .withCachingEnabled();
    }

    /** Hands on all calls; a change means that a commit is coming. */
    private final class Watched extends ForwardingStore {
        private @Nullable TaskId task;

        Watched(KeyValueStore<Bytes, byte[]> store) {
            super(store);
        }

        @Override
        public void init(StateStoreContext context, StateStore root) {
            task = context.taskId();
            super.init(context, root);
        }

        @Override
        public void put(Bytes key, byte @Nullable [] value) {
            super.put(key, value);
            Task own = tasks.get(Objects.requireNonNull(task, "the store is used before it is initialized"));
            if (own != null) {
                own.coming();
            }
        }
    }
}
