package dev.affix.statistics.score;

import java.util.List;

/**
 * What the scores need of one generated text.
 *
 * @param exact whether its words are those of the reference
 * @param rougeL see {@link TextScores#rougeL}
 * @param chrf see {@link TextScores#chrF}
 * @param matches clipped matches of n-grams by order, of {@link Bleu}
 * @param words of the text
 * @param referenceWords of the reference
 */
public record ScoredText(
        boolean exact, double rougeL, double chrf, List<Integer> matches, int words, int referenceWords) {
    /** Returns the scores of a text against its reference. Time is the product of their words. */
    public static ScoredText of(String text, String reference) {
        List<String> words = TextScores.words(text);
        List<String> wanted = TextScores.words(reference);
        Bleu bleu = Bleu.NONE.plus(words, List.of(wanted));
        return new ScoredText(
                words.equals(wanted),
                TextScores.rougeL(words, wanted),
                TextScores.chrF(text, reference),
                bleu.matches().stream().map(Math::toIntExact).toList(),
                words.size(),
                wanted.size());
    }
}
