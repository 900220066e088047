package dev.affix.metrics.comparison;

import dev.affix.contracts.AnswerCost;
import dev.affix.statistics.score.ScoredAnswer;
import org.jspecify.annotations.Nullable;

/**
 * One labelled answer of an arm, as it is kept for the window.
 *
 * @param scored what the scores need of it
 * @param segment value of the experiment's segment attribute, empty if the request has none; null if the experiment has no
 *     segments
 * @param cost what it took, null if nobody said
 */
public record Answer(
        ScoredAnswer scored,
        @Nullable String segment,
        @Nullable AnswerCost cost) {
    /** Returns whether it is right. */
    boolean right() {
        return scored.predicted() == scored.label();
    }
}
