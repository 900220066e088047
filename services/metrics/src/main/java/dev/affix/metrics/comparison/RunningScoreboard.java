package dev.affix.metrics.comparison;

import dev.affix.contracts.SourcePosition;
import dev.affix.metrics.join.Released;
import dev.affix.statistics.PrequentialScore;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** An experiment's scores while outcomes come: {@link Scoreboard} is what is saved of them. Mutable; one thread. */
public final class RunningScoreboard {
    private final Map<String, PrequentialScore> arms = new LinkedHashMap<>();
    private final Map<String, String> serving;
    private final Map<String, RunningPair> pairs = new LinkedHashMap<>();
    private final TreeMap<Integer, Long> watermark;
    private long newest;

    /** Loads some: they go on as if they had never been saved. */
    public RunningScoreboard(Scoreboard saved) {
        saved.arms().forEach((arm, score) -> arms.put(arm, new PrequentialScore(score)));
        serving = new LinkedHashMap<>(saved.serving());
        saved.pairs().forEach((key, pair) -> pairs.put(key, new RunningPair(pair)));
        watermark = new TreeMap<>(saved.watermark());
        newest = saved.newest();
    }

    /** Returns what to save. */
    public Scoreboard saved() {
        Map<String, PrequentialScore.State> savedArms = new LinkedHashMap<>();
        arms.forEach((arm, score) -> savedArms.put(arm, score.state()));
        Map<String, PairState> savedPairs = new LinkedHashMap<>();
        pairs.forEach((key, pair) -> savedPairs.put(key, pair.saved()));
        return new Scoreboard(savedArms, new LinkedHashMap<>(serving), savedPairs, new TreeMap<>(watermark), newest);
    }

    /** Notes that the outcome of a prediction is in. */
    void passed(Released released) {
        SourcePosition prediction = released.prediction();
        watermark.put(prediction.partition(), prediction.offset() + 1);
        newest = Math.max(newest, released.at());
    }

    /** Returns the watermark as positions, in the partitions' order. */
    List<SourcePosition> positions() {
        return Scoreboard.positions(watermark);
    }

    /** Returns the time of the newest record that all this depends on. */
    Instant newest() {
        return Instant.ofEpochMilli(newest);
    }

    /** Returns an arm's scores; of {@code window} examples' rolling accuracy if there are none yet. */
    PrequentialScore arm(String arm, int window) {
        return arms.computeIfAbsent(arm, none -> new PrequentialScore(window));
    }

    /** Notes the version that an arm's newest answer is of, and returns that of the answer before. */
    @Nullable
    String serving(String arm, String digest) {
        return serving.put(arm, digest);
    }

    /** Returns a pair's comparison. */
    RunningPair pair(String key) {
        return pairs.computeIfAbsent(key, none -> new RunningPair(PairState.NONE));
    }
}
