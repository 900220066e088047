package dev.affix.metrics.topology;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * A store's few values as objects, which the store gets when {@link #store} is called: before a commit, see {@link
 * BeforeCommit}. Values may be mutable: what is stored is what they are then. One thread; others read the store.
 */
final class Kept<T> {
    private final Function<String, @Nullable T> load;
    private final BiConsumer<String, T> save;
    private final Map<String, T> values = new HashMap<>();
    private final Set<String> changed = new HashSet<>();

    /**
     * Creates one.
     *
     * @param store without a cache
     */
    Kept(KeyValueStore<String, T> store) {
        this(store::get, store::put);
    }

    /**
     * Creates one of values that are stored as something else.
     *
     * @param load returns what is stored of a key, null if there is nothing
     * @param save stores a value
     */
    Kept(Function<String, @Nullable T> load, BiConsumer<String, T> save) {
        this.load = load;
        this.save = save;
    }

    /** Returns the value of a key; null if there is none. */
    @Nullable
    T find(String key) {
        T value = values.get(key);
        if (value == null) {
            @Nullable T stored = load.apply(key);
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
        for (String key : changed) {
            save.accept(key, Objects.requireNonNull(values.get(key), "what has changed is there"));
        }
        changed.clear();
    }
}
