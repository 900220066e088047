package dev.affix.metrics.topology;

import dev.affix.metrics.join.Released;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * Outcomes of a task that are sent to the comparison together: a record costs more than what is in it. Those that are not sent yet
 * when a commit comes are stored, so that each is sent once. One thread.
 */
final class Outcomes {
    /** So many outcomes of an experiment are sent at once; fewer after a moment. */
    static final int BATCH = 64;

    private final KeyValueStore<String, byte[]> store;
    private final Sender sender;
    private final Map<String, List<Released>> unsent = new LinkedHashMap<>();
    private final Set<String> stored = new HashSet<>();

    /** Sends a batch on. */
    @FunctionalInterface
    interface Sender {
        /**
         * Sends outcomes of an experiment.
         *
         * @param newest time of the newest record that they depend on
         */
        void send(String experiment, byte[] batch, long newest);
    }

    /** Goes on with what the store has. */
    Outcomes(KeyValueStore<String, byte[]> store, Sender sender) {
        this.store = store;
        this.sender = sender;
        try (KeyValueIterator<String, byte[]> all = store.all()) {
            while (all.hasNext()) {
                KeyValue<String, byte[]> next = all.next();
                unsent.put(next.key, new ArrayList<>(OutcomeBatch.read(next.value)));
                stored.add(next.key);
            }
        }
    }

    void add(String experiment, Released outcome) {
        List<Released> own = unsent.computeIfAbsent(experiment, name -> new ArrayList<>(BATCH));
        own.add(outcome);
        if (own.size() >= BATCH) {
            send(experiment, own);
            unsent.remove(experiment);
        }
    }

    /** Sends all. Returns whether there were any. */
    boolean send() {
        if (unsent.isEmpty()) {
            return false;
        }
        unsent.forEach(this::send);
        unsent.clear();
        return true;
    }

    private void send(String experiment, List<Released> outcomes) {
        long newest = outcomes.stream().mapToLong(Released::at).max().orElseThrow();
        sender.send(experiment, OutcomeBatch.write(outcomes), newest);
    }

    /** Stores what is not sent. */
    void store() {
        for (String experiment : stored) {
            if (!unsent.containsKey(experiment)) {
                store.delete(experiment);
            }
        }
        stored.clear();
        unsent.forEach((experiment, outcomes) -> {
            store.put(experiment, OutcomeBatch.write(outcomes));
            stored.add(experiment);
        });
    }
}
