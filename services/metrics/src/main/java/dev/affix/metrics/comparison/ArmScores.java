package dev.affix.metrics.comparison;

import dev.affix.statistics.score.ClassScores;
import dev.affix.statistics.score.ScoredAnswer;
import dev.affix.statistics.score.SlidingScores;
import dev.affix.statistics.score.TextSums;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * An arm's scores at one moment, as replicas tell each other.
 *
 * @param windowSize most answers of the window
 * @param sinceStart over all answers
 * @param window over the newest answers
 * @param faded with weights that fall to 1/e over a window's length
 * @param texts the same of texts, null if there are none
 * @param segments by value of the segment attribute
 * @param costs what all answers took
 * @param latencies microseconds from a row's being asked to its answer, of the window's answers, ascending
 */
public record ArmScores(
        int windowSize,
        ClassScores.State sinceStart,
        ClassScores.State window,
        ClassScores.State faded,
        @Nullable Texts texts,
        Segments.State segments,
        CostSums costs,
        List<Long> latencies) {
    private static final double MICROS = 1e6;

    /** Scores of texts over all of them, over the newest and with weights that fall. */
    public record Texts(TextSums.State sinceStart, TextSums.State window, TextSums.State faded) {
        private static @Nullable Texts of(ArmDetail detail, List<Answer> kept) {
            if (detail.texts().weight() == 0) {
                return null;
            }
            TextSums window = new TextSums(1);
            kept.stream().map(Answer::text).filter(Objects::nonNull).forEach(window::add);
            return new Texts(
                    detail.texts().state(), window.state(), detail.fadedTexts().state());
        }
    }

    public ArmScores {
        Objects.requireNonNull(sinceStart, "sinceStart");
        Objects.requireNonNull(window, "window");
        Objects.requireNonNull(faded, "faded");
        Objects.requireNonNull(segments, "segments");
        Objects.requireNonNull(costs, "costs");
        Objects.requireNonNull(latencies, "latencies");
    }

    /**
     * Returns the scores of what is stored.
     *
     * @param detail the sums; not to be used after
     * @param stored blocks of its answers, in any order
     */
    public static ArmScores of(ArmDetail detail, Collection<AnswerBlock> stored) {
        TreeMap<Long, AnswerBlock> blocks = new TreeMap<>(
                stored.stream().collect(Collectors.toMap(AnswerBlock::number, block -> block, (one, same) -> same)));
        long first = blocks.isEmpty() ? 0 : blocks.lastKey();
        while (blocks.containsKey(first - 1)) {
            first--;
        }
        List<Answer> newest = new ArrayList<>();
        blocks.tailMap(first).values().forEach(block -> newest.addAll(block.answers()));
        // Written since the sums were read, or not summed up yet: the reader is not in step with the writer.
        for (AnswerBlock block : blocks.values()) {
            detail.resume(block);
        }
        List<Answer> kept = newest.subList(Math.max(0, newest.size() - Math.max(1, detail.window())), newest.size());
        List<ScoredAnswer> scored =
                kept.stream().map(Answer::scored).filter(Objects::nonNull).toList();
        ClassScores all = detail.scores();
        return new ArmScores(
                detail.window(),
                all.state(),
                new SlidingScores(Math.max(1, detail.window()), scored)
                        .scores(all.classes(), ArmDetail.BINS, all.ranks())
                        .state(),
                detail.faded().state(),
                Texts.of(detail, kept),
                detail.segments(),
                detail.costs(),
                kept.stream()
                        .map(Answer::cost)
                        .filter(Objects::nonNull)
                        .map(CostSums::latency)
                        .sorted()
                        .toList());
    }

    /** Returns whether the window has as many answers as it should: else blocks were being stored while they were read. */
    public boolean complete() {
        return full(window.totals(), sinceStart.totals())
                && (texts == null || full(texts.window.sums(), texts.sinceStart.sums()));
    }

    /** Of sums that begin with the number of answers. */
    private boolean full(List<Double> newest, List<Double> all) {
        return newest.get(0) >= Math.min(windowSize, all.get(0));
    }

    /**
     * Returns a quantile of the window's latencies in seconds: the least that so large a share of all does not exceed. Empty if none is
     * known.
     *
     * @param share in (0, 1]
     */
    public OptionalDouble latency(double share) {
        return latencies.isEmpty()
                ? OptionalDouble.empty()
                : OptionalDouble.of(latencies.get((int) Math.ceil(share * latencies.size()) - 1) / MICROS);
    }

    /** Returns the mean compute time of an answer in seconds: its call's time over the call's rows; NaN if none is known. */
    public double meanCompute() {
        return costs.shareMicros() / costs.answers() / MICROS;
    }
}
