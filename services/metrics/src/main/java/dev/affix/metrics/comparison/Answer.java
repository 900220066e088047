package dev.affix.metrics.comparison;

import dev.affix.contracts.AnswerCost;
import dev.affix.statistics.score.ScoredAnswer;
import dev.affix.statistics.score.ScoredText;
import org.jspecify.annotations.Nullable;

/**
 * One labelled answer of an arm, as it is kept for the window.
 *
 * @param scored what the scores need of it, null for a text
 * @param text what the scores need of a generated text, null for a label
 * @param segment value of the experiment's segment attribute, empty if the request has none; null if the experiment has no
 *     segments
 * @param cost what it took, null if nobody said
 */
public record Answer(
        @Nullable ScoredAnswer scored,
        @Nullable ScoredText text,
        @Nullable String segment,
        @Nullable AnswerCost cost) {
    public Answer {
        if ((scored == null) == (text == null)) {
            throw new IllegalArgumentException("an answer is a label or a text");
        }
    }

    /** A label. */
    public Answer(ScoredAnswer scored, @Nullable String segment, @Nullable AnswerCost cost) {
        this(scored, null, segment, cost);
    }

    /** Returns whether it is right. */
    boolean right() {
        return scored == null ? text != null && text.exact() : scored.predicted() == scored.label();
    }
}
