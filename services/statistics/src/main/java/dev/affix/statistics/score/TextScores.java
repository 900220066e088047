package dev.affix.statistics.score;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Scores of a generated text against a reference, each in [0, 1]. */
public final class TextScores {
    private static final int CHRF_ORDER = 6;

    private TextScores() {}

    /** Returns the words: what stands between white space. */
    public static List<String> words(String text) {
        String stripped = text.strip();
        return stripped.isEmpty() ? List.of() : List.of(stripped.split("\\s+"));
    }

    /**
     * Returns ROUGE-L: the F-measure, with precision and recall weighing the same, of the longest common subsequence (Lin,
     * ROUGE, ACL workshop 2004, equations 2 to 4, β = 1). 0 if one of them is empty. Time is the product of the lengths.
     */
    public static double rougeL(List<String> candidate, List<String> reference) {
        int[] last = new int[reference.size() + 1];
        for (String word : candidate) {
            int diagonal = 0;
            for (int j = 1; j <= reference.size(); j++) {
                int above = last[j];
                last[j] = word.equals(reference.get(j - 1)) ? diagonal + 1 : Math.max(above, last[j - 1]);
                diagonal = above;
            }
        }
        int common = last[reference.size()];
        return common == 0 ? 0 : 2.0 * common / (candidate.size() + reference.size());
    }

    /**
     * Returns chrF2: character n-grams of order 1 to 6, white space left out, precision and recall averaged over the orders that
     * both texts have, recall weighing twice (Popović, WMT 2015, equation 1, β = 2). 1 if both are empty, 0 if one is.
     */
    public static double chrF(String candidate, String reference) {
        return chrF(candidate, reference, 2);
    }

    /** The same with recall weighing β times as much as precision. */
    static double chrF(String candidate, String reference, double beta) {
        int[] left = candidate.replaceAll("\\s+", "").codePoints().toArray();
        int[] right = reference.replaceAll("\\s+", "").codePoints().toArray();
        if (left.length == 0 || right.length == 0) {
            return left.length == right.length ? 1 : 0;
        }
        double precision = 0;
        double recall = 0;
        int orders = Math.min(CHRF_ORDER, Math.min(left.length, right.length));
        for (int n = 1; n <= orders; n++) {
            Map<String, Integer> grams = new HashMap<>();
            for (int i = 0; i + n <= right.length; i++) {
                grams.merge(new String(right, i, n), 1, Integer::sum);
            }
            int matches = 0;
            for (int i = 0; i + n <= left.length; i++) {
                String gram = new String(left, i, n);
                int free = grams.getOrDefault(gram, 0);
                if (free > 0) {
                    matches++;
                    grams.put(gram, free - 1);
                }
            }
            precision += (double) matches / (left.length - n + 1);
            recall += (double) matches / (right.length - n + 1);
        }
        return precision + recall == 0
                ? 0
                : (1 + beta * beta) * precision * recall / (beta * beta * precision + recall) / orders;
    }
}
