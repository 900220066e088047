package dev.affix.statistics.score;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * BLEU of a corpus, from sums over its sentences (Papineni et al., ACL 2002, section 2.3: the geometric mean of the clipped
 * n-gram precisions of order 1 to 4, times the brevity penalty). Not smoothed: 0 as long as one order has no match, so a
 * score of a corpus, not of a sentence. Immutable; exact to save and load.
 *
 * @param matches clipped matches by order
 * @param totals n-grams of the candidates by order
 * @param candidateLength words of the candidates
 * @param referenceLength words of the references of nearest length
 */
public record Bleu(List<Long> matches, List<Long> totals, long candidateLength, long referenceLength) {
    private static final int ORDER = 4;
    /** Of no sentence. */
    public static final Bleu NONE = new Bleu(List.of(0L, 0L, 0L, 0L), List.of(0L, 0L, 0L, 0L), 0, 0);

    /**
     * Returns the sums with one more sentence.
     *
     * @param references at least one
     */
    public Bleu plus(List<String> candidate, List<List<String>> references) {
        if (references.isEmpty()) {
            throw new IllegalArgumentException("BLEU needs at least one reference");
        }
        List<Long> newMatches = new ArrayList<>();
        List<Long> newTotals = new ArrayList<>();
        for (int n = 1; n <= ORDER; n++) {
            Map<List<String>, Integer> most = new HashMap<>();
            for (List<String> reference : references) {
                grams(reference, n).forEach((gram, count) -> most.merge(gram, count, Integer::max));
            }
            long matched = 0;
            for (Map.Entry<List<String>, Integer> gram : grams(candidate, n).entrySet()) {
                matched += Math.min(gram.getValue(), most.getOrDefault(gram.getKey(), 0));
            }
            newMatches.add(matches.get(n - 1) + matched);
            newTotals.add(totals.get(n - 1) + Math.max(0, candidate.size() - n + 1));
        }
        int nearest = references.get(0).size();
        for (List<String> reference : references) {
            int distance = Math.abs(reference.size() - candidate.size());
            int best = Math.abs(nearest - candidate.size());
            // Of two equally near the shorter one, as the authors' script does.
            if (distance < best || (distance == best && reference.size() < nearest)) {
                nearest = reference.size();
            }
        }
        return new Bleu(newMatches, newTotals, candidateLength + candidate.size(), referenceLength + nearest);
    }

    private static Map<List<String>, Integer> grams(List<String> words, int n) {
        Map<List<String>, Integer> grams = new HashMap<>();
        for (int i = 0; i + n <= words.size(); i++) {
            grams.merge(List.copyOf(words.subList(i, i + n)), 1, Integer::sum);
        }
        return grams;
    }

    /** Returns the modified precision of an order from 1 to 4, NaN if there is no such n-gram. */
    public double precision(int order) {
        return (double) matches.get(order - 1) / totals.get(order - 1);
    }

    /** Returns BLEU, in [0, 1]. */
    public double score() {
        return score(doubles(matches), doubles(totals), (double) candidateLength, (double) referenceLength);
    }

    private static double[] doubles(List<Long> counts) {
        return counts.stream().mapToDouble(Long::doubleValue).toArray();
    }

    /** Returns BLEU of sums, which may be weighted. */
    static double score(double[] matches, double[] totals, double candidateLength, double referenceLength) {
        double log = 0;
        for (int n = 0; n < ORDER; n++) {
            if (matches[n] == 0) {
                return 0;
            }
            log += Math.log(matches[n] / totals[n]) / ORDER;
        }
        double penalty = candidateLength >= referenceLength ? 0 : 1 - referenceLength / candidateLength;
        return Math.exp(log + penalty);
    }
}
