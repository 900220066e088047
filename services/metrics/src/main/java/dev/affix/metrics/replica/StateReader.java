package dev.affix.metrics.replica;

import dev.affix.contracts.Arm;
import dev.affix.contracts.Experiment;
import dev.affix.contracts.InvalidRecordException;
import dev.affix.contracts.Json;
import dev.affix.metrics.comparison.AnswerBlock;
import dev.affix.metrics.comparison.ArmDetail;
import dev.affix.metrics.comparison.ArmScores;
import dev.affix.metrics.comparison.ComparisonState;
import dev.affix.metrics.comparison.Curve;
import dev.affix.metrics.comparison.Guards;
import dev.affix.metrics.comparison.Pair;
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
import java.util.function.Consumer;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * Reads the stores of a running engine, and asks the other replicas for what they hold. All methods throw {@link
 * dev.affix.metrics.running.RestoringException} while anything is missing. Thread-safe.
 */
public final class StateReader {
    private static final int TRIES = 3;

    private final StreamEngine engine;
    private final Replicas replicas;

    /** Creates one. */
    public StateReader(StreamEngine engine, Replicas replicas) {
        this.engine = engine;
        this.replicas = replicas;
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

    /** Returns everything about an experiment. */
    public ExperimentState of(Experiment experiment) {
        List<Part> parts = new ArrayList<>();
        parts.add(part(experiment));
        // Alone, or while nobody else is known, there is nobody to ask.
        parts.addAll(replicas.parts(engine.others(), experiment.name()));
        return ExperimentState.of(experiment, parts, engine.requestPartitions(), engine.experimentPartitions());
    }

    /** Returns what this replica holds; asks nobody. */
    public Part part(Experiment experiment) {
        Map<Integer, Map<String, Counts>> counts = new HashMap<>();
        engine.<Counts>byRequest(StoreNames.COUNTS).forEach((partition, store) -> {
            Map<String, Counts> scopes = new HashMap<>();
            for (String scope : List.of(experiment.name(), Counts.NO_EXPERIMENT, Counts.ALL)) {
                put(scopes, scope, store.get(scope));
            }
            counts.put(partition, scopes);
        });
        Map<Integer, Compared> compared = new HashMap<>();
        engine.<Scoreboard>byExperiment(StoreNames.SCOREBOARDS)
                .forEach((partition, scoreboards) ->
                        compared.put(partition, compared(experiment, partition, scoreboards.get(experiment.name()))));
        return new Part(counts, compared);
    }

    private Compared compared(Experiment experiment, int partition, @Nullable Scoreboard scoreboard) {
        Map<String, Curve> curves = new HashMap<>();
        Map<String, Versions> versions = new HashMap<>();
        Map<String, ArmScores> details = new HashMap<>();
        ReadOnlyKeyValueStore<String, Curve> curveStore = engine.experiments(StoreNames.CURVES, partition);
        ReadOnlyKeyValueStore<String, Versions> versionStore = engine.experiments(StoreNames.VERSIONS, partition);
        ReadOnlyKeyValueStore<String, ArmDetail> detailStore = engine.experiments(StoreNames.DETAILS, partition);
        ReadOnlyKeyValueStore<String, AnswerBlock> answerStore = engine.experiments(StoreNames.ANSWERS, partition);
        ReadOnlyKeyValueStore<String, Guards> guardStore = engine.experiments(StoreNames.GUARDS, partition);
        for (Arm arm : experiment.arms()) {
            String key = ComparisonState.armKey(experiment.name(), arm.name());
            put(curves, key, curveStore.get(key));
            put(versions, arm.name(), versionStore.get(key));
            put(details, arm.name(), scores(detailStore, answerStore, key));
        }
        for (Pair pair : Pair.of(experiment)) {
            String key = ComparisonState.pairKey(experiment.name(), pair);
            put(curves, key, curveStore.get(key));
        }
        @Nullable Guards guards = guardStore.get(experiment.name());
        return new Compared(scoreboard, curves, versions, details, guards == null ? null : guards.state());
    }

    /** Reads again if an arm's blocks were being stored meanwhile; not for ever, as a window that began late is not full either. */
    private static @Nullable ArmScores scores(
            ReadOnlyKeyValueStore<String, ArmDetail> sums,
            ReadOnlyKeyValueStore<String, AnswerBlock> answers,
            String armKey) {
        ArmScores scores = null;
        for (int i = 0; i < TRIES && (scores == null || !scores.complete()); i++) {
            @Nullable ArmDetail detail = sums.get(armKey);
            if (detail == null) {
                return null;
            }
            List<AnswerBlock> blocks = new ArrayList<>();
            int places = detail.window() == 0 ? 0 : AnswerBlock.kept(detail.window());
            for (int place = 0; place < places; place++) {
                ifThere(answers.get(ComparisonState.blockKey(armKey, place)), blocks::add);
            }
            scores = ArmScores.of(detail, blocks);
        }
        return scores;
    }

    private static <V> void put(Map<String, V> map, String key, @Nullable V value) {
        ifThere(value, there -> map.put(key, there));
    }

    private static <V> void ifThere(@Nullable V value, Consumer<V> use) {
        if (value != null) {
            use.accept(value);
        }
    }

    private static Optional<Experiment> read(byte[] json) {
        try {
            return Optional.of(Json.read(json, Experiment.class));
        } catch (InvalidRecordException e) {
            return Optional.empty();
        }
    }
}
