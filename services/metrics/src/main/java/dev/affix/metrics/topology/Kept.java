package dev.affix.metrics.topology;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * A store's few values as objects, which the store gets when {@link #store} is called: before a commit, see {@link
 * BeforeCommit}. Values may be mutable: what is stored is what they are then. One thread; others read the store.
 */
final class Kept<T> {
    private final KeyValueStore<String, T> store;
    private final Map<String, T> values = new HashMap<>();
    private final Set<String> changed = new HashSet<>();

    /**
     * Creates one.
     *
     * @param store without a cache
     */
    Kept(KeyValueStore<String, T> store) {
        this.store = store;
    }

    /** Returns the value of a key; null if there is none. */
    @Nullable
    T find(String key) {
        T value = values.get(key);
        if (value == null) {
            @Nullable T stored = store.get(key);
            if (stored == null) {
                return null;
            }
            value = stored;
            values.put(key, value);
        }
        return value;
    }

    /** Keeps a value, new or changed, to be stored. */
    void put(String key, T value) {
        values.put(key, value);
        changed.add(key);
    }

    /** Stores what has changed. */
    void store() {
        changed.forEach(key -> store.put(key, values.get(key)));
        changed.clear();
    }
}
