package dev.affix.metrics.topology;

import dev.affix.metrics.comparison.AnswerBlock;
import dev.affix.metrics.comparison.ArmDetail;
import dev.affix.metrics.comparison.ComparisonState;
import dev.affix.metrics.comparison.Curve;
import dev.affix.metrics.comparison.Guards;
import dev.affix.metrics.comparison.Scoreboard;
import dev.affix.metrics.comparison.SeenUnits;
import dev.affix.metrics.comparison.Versions;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.streams.processor.api.ProcessingContext;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/** The comparisons' state in the stores of one task, with what was read or written last kept as objects. */
final class StoredComparison implements ComparisonState {
    private final Cached<Scoreboard> scoreboards;
    private final Cached<Curve> curves;
    private final Cached<Versions> versions;
    private final Cached<ArmDetail> details;
    private final Cached<Guards> guardsOf;
    private final KeyValueStore<String, AnswerBlock> answers;
    private final KeyValueStore<String, byte[]> units;

    /** A store with its few values in memory; the store has each change at once. */
    private static final class Cached<T> {
        private final KeyValueStore<String, T> store;
        private final Map<String, T> values = new HashMap<>();

        Cached(KeyValueStore<String, T> store) {
            this.store = store;
        }

        T get(String key, T none) {
            T value = find(key);
            return value == null ? none : value;
        }

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

        /** Keeps a value that the store need not have yet. */
        void keep(String key, T value) {
            values.put(key, value);
        }

        boolean keeps(String key) {
            return values.containsKey(key);
        }

        void put(String key, T value) {
            values.put(key, value);
            store.put(key, value);
        }
    }

    StoredComparison(ProcessingContext context) {
        KeyValueStore<String, Scoreboard> scoreboardStore = context.getStateStore(StoreNames.SCOREBOARDS);
        KeyValueStore<String, Curve> curveStore = context.getStateStore(StoreNames.CURVES);
        KeyValueStore<String, Versions> versionStore = context.getStateStore(StoreNames.VERSIONS);
        KeyValueStore<String, ArmDetail> detailStore = context.getStateStore(StoreNames.DETAILS);
        KeyValueStore<String, Guards> guardStore = context.getStateStore(StoreNames.GUARDS);
        answers = context.getStateStore(StoreNames.ANSWERS);
        units = context.getStateStore(StoreNames.UNITS);
        scoreboards = new Cached<>(scoreboardStore);
        curves = new Cached<>(curveStore);
        versions = new Cached<>(versionStore);
        details = new Cached<>(detailStore);
        guardsOf = new Cached<>(guardStore);
    }

    @Override
    public Scoreboard scoreboard(String experiment) {
        return scoreboards.get(experiment, Scoreboard.EMPTY);
    }

    @Override
    public void putScoreboard(String experiment, Scoreboard scoreboard) {
        scoreboards.put(experiment, scoreboard);
    }

    @Override
    public Curve curve(String key, int series) {
        return curves.get(key, Curve.of(series));
    }

    @Override
    public void putCurve(String key, Curve curve) {
        curves.put(key, curve);
    }

    @Override
    public Versions versions(String key) {
        return versions.get(key, Versions.NONE);
    }

    @Override
    public void putVersions(String key, Versions changed) {
        versions.put(key, changed);
    }

    @Override
    public @Nullable ArmDetail detail(String key) {
        boolean kept = details.keeps(key);
        ArmDetail detail = details.find(key);
        if (detail != null && !kept && detail.window() > 0) {
            @Nullable AnswerBlock block = answers.get(ComparisonState.blockKey(key, detail.place()));
            if (block != null) {
                detail.resume(block);
            }
        }
        return detail;
    }

    @Override
    public void putDetail(String key, ArmDetail detail) {
        answers.put(ComparisonState.blockKey(key, detail.place()), detail.block());
        if (detail.turn()) {
            details.put(key, detail);
        } else {
            details.keep(key, detail);
        }
    }

    @Override
    public @Nullable Guards guards(String experiment) {
        return guardsOf.find(experiment);
    }

    @Override
    public void putGuards(String experiment, Guards guards) {
        guardsOf.put(experiment, guards);
    }

    @Override
    public byte[] units(String key) {
        byte @Nullable [] block = units.get(key);
        return block == null ? SeenUnits.empty() : block;
    }

    @Override
    public void putUnits(String key, byte[] block) {
        units.put(key, block);
    }
}
