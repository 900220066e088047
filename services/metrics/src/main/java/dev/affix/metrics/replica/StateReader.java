package dev.affix.metrics.api;

import dev.affix.contracts.Experiment;
import dev.affix.contracts.InvalidRecordException;
import dev.affix.contracts.Json;
import dev.affix.metrics.comparison.ArmDetail;
import dev.affix.metrics.comparison.ComparisonState;
import dev.affix.metrics.comparison.Curve;
import dev.affix.metrics.comparison.GuardReport;
import dev.affix.metrics.comparison.Guards;
import dev.affix.metrics.comparison.Pair;
import dev.affix.metrics.comparison.PairReport;
import dev.affix.metrics.comparison.Scoreboard;
import dev.affix.metrics.comparison.Versions;
import dev.affix.metrics.join.Counts;
import dev.affix.metrics.running.StreamEngine;
import dev.affix.metrics.topology.StoreNames;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.jspecify.annotations.Nullable;

/** Reads the stores of a running engine. All methods throw {@link dev.affix.metrics.running.RestoringException} while it restores. */
public final class StateReader {
    private final StreamEngine engine;

    /** Creates one. */
    public StateReader(StreamEngine engine) {
        this.engine = engine;
    }

    /** Returns all experiments, by name. */
    public List<Experiment> experiments() {
        List<Experiment> experiments = new ArrayList<>();
        ReadOnlyKeyValueStore<String, byte[]> store = engine.global(StoreNames.EXPERIMENTS);
        try (KeyValueIterator<String, byte[]> all = store.all()) {
            while (all.hasNext()) {
                KeyValue<String, byte[]> next = all.next();
                read(next.value).ifPresent(experiments::add);
            }
        }
        return experiments;
    }

    /** Returns an experiment. */
    public Optional<Experiment> experiment(String name) {
        ReadOnlyKeyValueStore<String, byte[]> store = engine.global(StoreNames.EXPERIMENTS);
        byte[] json = store.get(name);
        return json == null ? Optional.empty() : read(json);
    }

    /** Returns what was counted for an experiment, {@link Counts#NO_EXPERIMENT} or {@link Counts#ALL}, over all partitions. */
    public Counts counts(String scope) {
        Counts sum = Counts.NONE;
        for (ReadOnlyKeyValueStore<String, Counts> partition : engine.<Counts>byRequest(StoreNames.COUNTS)) {
            Counts counts = partition.get(scope);
            if (counts != null) {
                sum = sum.plus(counts);
            }
        }
        return sum;
    }

    /** Returns an experiment's scores. */
    public Scoreboard scoreboard(String experiment) {
        return find(StoreNames.SCOREBOARDS, experiment, Scoreboard.EMPTY);
    }

    /** Returns an arm's curve. */
    public Curve armCurve(String experiment, String arm) {
        return find(StoreNames.CURVES, ComparisonState.armKey(experiment, arm), Curve.of(2));
    }

    /** Returns a pair's curve. */
    public Curve pairCurve(String experiment, Pair pair) {
        return find(StoreNames.CURVES, ComparisonState.pairKey(experiment, pair), Curve.of(PairReport.SERIES));
    }

    /** Returns an arm's versions. */
    public Versions versions(String experiment, String arm) {
        return find(StoreNames.VERSIONS, ComparisonState.armKey(experiment, arm), Versions.NONE);
    }

    /** Returns an arm's detailed scores, null if there are none. */
    public @Nullable ArmDetail detail(String experiment, String arm) {
        return this.<ArmDetail>find(StoreNames.DETAILS, ComparisonState.armKey(experiment, arm))
                .orElse(null);
    }

    /** Returns what an experiment's guards say. */
    public List<GuardReport> guards(Experiment experiment) {
        Map<String, Versions> versions = new HashMap<>();
        experiment.arms().forEach(arm -> versions.put(arm.name(), versions(experiment.name(), arm.name())));
        Guards guards = this.<Guards>find(StoreNames.GUARDS, experiment.name()).orElse(null);
        return GuardReport.of(experiment, guards, versions);
    }

    /** All keys of an experiment are in one partition; which one is the partitioner's business. */
    private <V> Optional<V> find(String store, String key) {
        for (ReadOnlyKeyValueStore<String, V> partition : engine.<V>byExperiment(store)) {
            @Nullable V value = partition.get(key);
            if (value != null) {
                return Optional.of(value);
            }
        }
        return Optional.empty();
    }

    private <V> V find(String store, String key, V none) {
        return this.<V>find(store, key).orElse(none);
    }

    private static Optional<Experiment> read(byte[] json) {
        try {
            return Optional.of(Json.read(json, Experiment.class));
        } catch (InvalidRecordException e) {
            return Optional.empty();
        }
    }
}
