package dev.affix.metrics.comparison;

import dev.affix.contracts.SourcePosition;
import dev.affix.statistics.PrequentialScore;
import java.util.List;
import java.util.Map;

/**
 * An experiment's scores so far, as they are saved, {@link RunningScoreboard} goes on from them; grows with arms, pairs and partitions, not with examples.
 *
 * @param arms by arm; arms without an example are absent
 * @param serving digest of the version that gave each arm's newest answer
 * @param pairs by {@link Pair#key}; pairs without an example are absent
 * @param watermark by partition of the predictions, the offset before which every prediction is in or was given up
 * @param newest time of the newest record that all this depends on, milliseconds since 1970
 */
public record Scoreboard(
        Map<String, PrequentialScore.State> arms,
        Map<String, String> serving,
        Map<String, PairState> pairs,
        Map<Integer, Long> watermark,
        long newest) {
    /** Of an experiment without examples. */
    public static final Scoreboard EMPTY = new Scoreboard(Map.of(), Map.of(), Map.of(), Map.of(), 0);

    /** Returns a pair's comparison. */
    public PairState pair(Pair pair) {
        return pairs.getOrDefault(pair.key(), PairState.NONE);
    }

    /** Returns the watermark as positions, in the partitions' order. */
    public List<SourcePosition> positions() {
        return positions(watermark);
    }

    static List<SourcePosition> positions(Map<Integer, Long> watermark) {
        return watermark.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(entry -> new SourcePosition(entry.getKey(), entry.getValue()))
                .toList();
    }
}
