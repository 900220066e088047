package dev.affix.metrics.topology;

import dev.affix.metrics.comparison.AnswerBlock;
import dev.affix.metrics.comparison.ArmDetail;
import dev.affix.metrics.comparison.ComparisonState;
import dev.affix.metrics.comparison.Curve;
import dev.affix.metrics.comparison.Guards;
import dev.affix.metrics.comparison.RunningScoreboard;
import dev.affix.metrics.comparison.Scoreboard;
import dev.affix.metrics.comparison.SeenUnits;
import dev.affix.metrics.comparison.Versions;
import java.util.List;
import java.util.Objects;
import org.apache.kafka.streams.processor.api.ProcessingContext;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/** The comparisons' state in memory, and in the stores of one task as of the last {@link #store}. */
final class StoredComparison implements ComparisonState {
    private final Kept<RunningScoreboard> scoreboards;
    private final Kept<Curve> curves;
    private final Kept<Versions> versions;
    private final Kept<ArmDetail> details;
    private final Kept<Guards> guards;
    private final Kept<byte[]> units;
    private final KeyValueStore<String, ArmDetail> sums;
    private final KeyValueStore<String, AnswerBlock> answers;

    StoredComparison(ProcessingContext context) {
        KeyValueStore<String, Scoreboard> scoreboardStore = context.getStateStore(StoreNames.SCOREBOARDS);
        KeyValueStore<String, Curve> curveStore = context.getStateStore(StoreNames.CURVES);
        KeyValueStore<String, Versions> versionStore = context.getStateStore(StoreNames.VERSIONS);
        KeyValueStore<String, Guards> guardStore = context.getStateStore(StoreNames.GUARDS);
        KeyValueStore<String, byte[]> unitStore = context.getStateStore(StoreNames.UNITS);
        sums = context.getStateStore(StoreNames.DETAILS);
        answers = context.getStateStore(StoreNames.ANSWERS);
        scoreboards = new Kept<>(
                experiment -> loaded(scoreboardStore.get(experiment)),
                (experiment, board) -> scoreboardStore.put(experiment, board.saved()));
        curves = new Kept<>(curveStore);
        versions = new Kept<>(versionStore);
        details = new Kept<>(this::loadDetail, this::storeDetail);
        guards = new Kept<>(guardStore);
        units = new Kept<>(unitStore);
    }

    /** Stores what has changed since it was last called. */
    void store() {
        List.of(scoreboards, curves, versions, details, guards, units).forEach(Kept::store);
    }

    private static RunningScoreboard loaded(@Nullable Scoreboard saved) {
        return new RunningScoreboard(Objects.requireNonNullElse(saved, Scoreboard.EMPTY));
    }

    private @Nullable ArmDetail loadDetail(String key) {
        @Nullable ArmDetail detail = sums.get(key);
        if (detail != null && detail.window() > 0) {
            @Nullable AnswerBlock block = answers.get(ComparisonState.blockKey(key, detail.place()));
            if (block != null) {
                detail.resume(block);
            }
        }
        return detail;
    }

    private void storeDetail(String key, ArmDetail detail) {
        for (AnswerBlock block : detail.unstored()) {
            answers.put(ComparisonState.blockKey(key, detail.place(block.number())), block);
        }
        sums.put(key, detail);
    }

    @Override
    public RunningScoreboard scoreboard(String experiment) {
        return Objects.requireNonNull(scoreboards.find(experiment), "there is always one");
    }

    @Override
    public void putScoreboard(String experiment, RunningScoreboard scoreboard) {
        scoreboards.put(experiment, scoreboard);
    }

    @Override
    public Curve curve(String key, int series) {
        Curve curve = curves.find(key);
        return curve == null ? Curve.of(series) : curve;
    }

    @Override
    public void putCurve(String key, Curve curve) {
        curves.put(key, curve);
    }

    @Override
    public Versions versions(String key) {
        Versions known = versions.find(key);
        return known == null ? Versions.NONE : known;
    }

    @Override
    public void putVersions(String key, Versions changed) {
        versions.put(key, changed);
    }

    @Override
    public @Nullable ArmDetail detail(String key) {
        return details.find(key);
    }

    @Override
    public void putDetail(String key, ArmDetail detail) {
        details.put(key, detail);
    }

    @Override
    public @Nullable Guards guards(String experiment) {
        return guards.find(experiment);
    }

    @Override
    public void putGuards(String experiment, Guards changed) {
        guards.put(experiment, changed);
    }

    @Override
    public byte[] units(String key) {
        byte[] block = units.find(key);
        return block == null ? SeenUnits.empty() : block;
    }

    @Override
    public void putUnits(String key, byte[] block) {
        units.put(key, block);
    }
}
