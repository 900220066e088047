package dev.affix.metrics.api;

import dev.affix.metrics.comparison.ArmScores;
import dev.affix.statistics.score.TextSums;
import org.jspecify.annotations.Nullable;

/**
 * The scores of the texts that an arm generated, in three views.
 *
 * @param sinceStart over all texts
 * @param window over the newest {@code rollingWindow} texts
 * @param faded over all texts, with weights that fall to 1/e over a window's length
 */
public record LiveTexts(LiveText sinceStart, LiveText window, LiveText faded) {
    /**
     * Scores, each in [0, 1].
     *
     * @param examples texts with a reference; where they fade, the sum of their weights
     * @param exactMatch share of texts with the words of their reference
     * @param bleu of all texts together (Papineni et al. 2002), up to four words
     * @param rougeL mean F-measure of the longest common subsequence of words
     * @param chrf mean F-measure of character n-grams up to six, recall weighing twice
     */
    public record LiveText(double examples, double exactMatch, double bleu, double rougeL, double chrf) {
        static LiveText of(TextSums sums) {
            return new LiveText(sums.weight(), sums.exactMatch(), sums.bleu(), sums.rougeL(), sums.chrf());
        }
    }

    /** Returns null if there is no text. */
    static @Nullable LiveTexts of(@Nullable ArmScores scores) {
        ArmScores.Texts texts = scores == null ? null : scores.texts();
        return texts == null
                ? null
                : new LiveTexts(
                        LiveText.of(new TextSums(texts.sinceStart())),
                        LiveText.of(new TextSums(texts.window())),
                        LiveText.of(new TextSums(texts.faded())));
    }
}
