package dev.affix.metrics.api;

import dev.affix.metrics.comparison.ArmScores;
import dev.affix.statistics.score.ClassScores;
import org.jspecify.annotations.Nullable;

/**
 * An arm's scores of labels in three views; one without answers is absent.
 *
 * @param sinceStart over all answers since these scores are kept
 * @param window over the newest {@code rollingWindow} answers
 * @param faded over all answers, with weights that fall to 1/e over a window's length
 */
public record LiveScores(
        @Nullable LiveScore sinceStart,
        @Nullable LiveScore window,
        @Nullable LiveScore faded) {
    static @Nullable LiveScores of(@Nullable ArmScores scores) {
        return scores == null || scores.texts() != null
                ? null
                : new LiveScores(
                        LiveScore.of(new ClassScores(scores.sinceStart())),
                        LiveScore.of(new ClassScores(scores.window())),
                        LiveScore.of(new ClassScores(scores.faded())));
    }
}
