package dev.affix.lab.texts;

import dev.affix.lab.study.LinePlot;
import dev.affix.statistics.Comparison;
import dev.affix.statistics.DifferenceSums;
import dev.affix.statistics.Interval;
import dev.affix.statistics.Outcome;
import dev.affix.statistics.score.ScoredText;
import dev.affix.statistics.score.TextSums;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Scores of each arm's texts, and the arms compared in pairs, text by text in the file's order, as the metrics service compares answers. */
final class TextStudy {
    private final int texts;
    /** By arm, in the file's order. */
    private final Map<String, List<ScoredText>> scored = new LinkedHashMap<>();

    TextStudy(List<Generated> texts) {
        this.texts = texts.size();
        for (String arm : texts.get(0).texts().keySet()) {
            scored.put(
                    arm,
                    texts.stream()
                            .map(text -> ScoredText.of(text.text(arm), text.reference()))
                            .toList());
        }
    }

    List<String> arms() {
        return List.copyOf(scored.keySet());
    }

    private List<ScoredText> of(String arm) {
        return scored.getOrDefault(arm, List.of());
    }

    /** Returns an arm's mean of a score. */
    double mean(String arm, TextScore score) {
        return of(arm).stream().mapToDouble(score::of).average().orElseThrow();
    }

    /** Returns BLEU of all of an arm's texts together. */
    double bleu(String arm) {
        TextSums sums = new TextSums(1);
        of(arm).forEach(sums::add);
        return sums.bleu();
    }

    /**
     * What the texts say of two arms.
     *
     * @param interval of the mean difference, score(A) − score(B)
     * @param decidedAfter texts after which the outcome was another than undecided for the first time; 0 if never
     */
    record Pair(String armA, String armB, Outcome outcome, Interval interval, int decidedAfter) {}

    /**
     * Compares all pairs.
     *
     * @param alpha probability that any verdict is false, however often one looks: each pair has its share of it
     */
    List<Pair> pairs(TextScore score, double alpha, double margin) {
        List<String> arms = arms();
        int count = arms.size() * (arms.size() - 1) / 2;
        List<Pair> pairs = new ArrayList<>();
        for (int a = 0; a < arms.size(); a++) {
            for (int b = a + 1; b < arms.size(); b++) {
                pairs.add(pair(arms.get(a), arms.get(b), score, new Comparison(alpha / count, margin)));
            }
        }
        return pairs;
    }

    private Pair pair(String armA, String armB, TextScore score, Comparison comparison) {
        DifferenceSums sums = DifferenceSums.NONE;
        Outcome outcome = Outcome.UNDECIDED;
        int decidedAfter = 0;
        List<ScoredText> a = of(armA);
        List<ScoredText> b = of(armB);
        for (int i = 0; i < texts; i++) {
            sums = sums.plus(Comparison.difference(score.of(a.get(i)), score.of(b.get(i))));
            outcome = comparison.outcome(sums);
            if (decidedAfter == 0 && outcome != Outcome.UNDECIDED) {
                decidedAfter = i + 1;
            }
        }
        return new Pair(armA, armB, outcome, comparison.interval(sums), decidedAfter);
    }

    /** Draws each arm's mean score so far, over texts. */
    String plot(TextScore score) {
        LinePlot plot = new LinePlot("Mean " + score + " so far", "texts", LinePlot.Upwards.SHARE, false);
        for (String arm : arms()) {
            double sum = 0;
            List<LinePlot.Point> points = new ArrayList<>();
            for (int i = 0; i < texts; i++) {
                sum += score.of(of(arm).get(i));
                // Few hundred points are all that can be seen.
                if (i % (1 + texts / 300) == 0 || i == texts - 1) {
                    double mean = sum / (i + 1);
                    points.add(new LinePlot.Point(i + 1, mean, mean, mean));
                }
            }
            plot.line(arm, points);
        }
        return plot.svg();
    }
}
