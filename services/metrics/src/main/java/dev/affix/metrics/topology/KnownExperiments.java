package dev.affix.metrics.topology;

import dev.affix.contracts.Experiment;
import dev.affix.contracts.InvalidRecordException;
import dev.affix.contracts.Json;
import dev.affix.metrics.join.ExperimentLookup;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.apache.kafka.streams.state.ValueAndTimestamp;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Experiments of the global store, which another thread fills. An experiment's event is older than any prediction of it,
 * but may be read a moment later: then this waits for it, so that the outcome does not depend on which thread was
 * faster. One thread.
 */
final class KnownExperiments implements ExperimentLookup {
    private static final Logger LOG = LoggerFactory.getLogger(KnownExperiments.class);
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private final ReadOnlyKeyValueStore<String, ValueAndTimestamp<byte[]>> store;
    private final LongSupplier changes;
    private final Duration patience;
    /** Found since the store changed last. */
    private final Map<String, Experiment> found = new HashMap<>();

    private final Map<String, Parsed> parsed = new HashMap<>();
    private final Set<String> missing = new HashSet<>();
    private long changesSeen;

    @SuppressWarnings("ArrayRecordComponent") // Compared by content below.
    private record Parsed(byte[] json, @Nullable Experiment experiment) {}

    /**
     * Creates one.
     *
     * @param changes how often the store has changed; counted after each change
     * @param patience how long to wait for an experiment
     */
    KnownExperiments(
            ReadOnlyKeyValueStore<String, ValueAndTimestamp<byte[]>> store, LongSupplier changes, Duration patience) {
        this.store = store;
        this.changes = changes;
        this.patience = patience;
    }

    /** Returns the same object as long as its definition is the same. */
    @Override
    public @Nullable Experiment find(String name) {
        long now = changes.getAsLong();
        if (now != changesSeen) {
            changesSeen = now;
            found.clear();
        }
        Experiment known = found.get(name);
        if (known != null) {
            return known;
        }
        Experiment stored = stored(name);
        if (stored != null) {
            found.put(name, stored);
        }
        return stored;
    }

    private @Nullable Experiment stored(String name) {
        byte[] json = json(name);
        if (json == null) {
            return null;
        }
        Parsed known = parsed.get(name);
        if (known == null || !Arrays.equals(known.json, json)) {
            known = new Parsed(json, parse(name, json));
            parsed.put(name, known);
        }
        return known.experiment;
    }

    private byte @Nullable [] json(String name) {
        long deadline = System.nanoTime() + patience.toNanos();
        ValueAndTimestamp<byte[]> value = store.get(name);
        // Once waited for in vain, a name is not waited for again: a broken writer must not stop the stream.
        while (value == null && !missing.contains(name)) {
            if (System.nanoTime() - deadline >= 0) {
                missing.add(name);
                LOG.warn(
                        "Experiment '{}' answered requests but is not in the experiments' topic; its answers are refused",
                        name);
                return null;
            }
            LockSupport.parkNanos(PAUSE_NANOS);
            value = store.get(name);
        }
        if (value == null) {
            return null;
        }
        missing.remove(name);
        return value.value();
    }

    private static @Nullable Experiment parse(String name, byte[] json) {
        try {
            return Json.read(json, Experiment.class);
        } catch (InvalidRecordException e) {
            LOG.warn("Experiment '{}' cannot be read and counts as unknown: {}", name, e.getMessage());
            return null;
        }
    }
}
