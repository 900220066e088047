package dev.affix.contracts;

import java.util.List;

/**
 * What a generated text has of its reference.
 *
 * @param rougeL F-measure of the longest common subsequence of words, in [0, 1]
 * @param chrf F-measure of character n-grams up to six, recall weighing twice, in [0, 1]
 * @param matches clipped matches of word n-grams of order 1 to 4. BLEU is made of the sums over many texts: that of one says little
 * @param words of the text
 * @param referenceWords of the reference
 */
public record TextScore(double rougeL, double chrf, List<Integer> matches, int words, int referenceWords) {
    /** Orders of n-grams that BLEU counts. */
    public static final int ORDERS = 4;

    public TextScore {
        Check.within(rougeL, 0, 1, "rougeL");
        Check.within(chrf, 0, 1, "chrf");
        Check.atLeast(words, 0, "words");
        Check.atLeast(referenceWords, 0, "referenceWords");
        matches = Check.list(matches, "matches");
        Check.within(matches.size(), ORDERS, ORDERS, "matches.size");
        for (int n = 1; n <= ORDERS; n++) {
            Check.within(matches.get(n - 1), 0, Math.max(0, words - n + 1), "matches[" + (n - 1) + "]");
        }
    }
}
