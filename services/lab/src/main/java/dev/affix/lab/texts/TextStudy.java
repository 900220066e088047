package dev.affix.lab.texts;

import dev.affix.lab.study.LinePlot;
import dev.affix.statistics.Comparison;
import dev.affix.statistics.DifferenceSums;
import dev.affix.statistics.Interval;
import dev.affix.statistics.Outcome;
import dev.affix.statistics.score.Bleu;
import dev.affix.statistics.score.TextScores;
import java.util.ArrayList;
import java.util.List;

/** Scores of each arm's texts, and the arms compared in pairs, text by text in the file's order, as the metrics service compares answers. */
final class TextStudy {
    private final List<Generated> texts;
    private final List<String> arms;

    TextStudy(List<Generated> texts) {
        this.texts = texts;
        this.arms = List.copyOf(texts.get(0).texts().keySet());
    }

    List<String> arms() {
        return arms;
    }

    /** Returns an arm's mean of a score. */
    double mean(String arm, TextScore score) {
        return texts.stream()
                .mapToDouble(text -> of(text, arm, score))
                .average()
                .orElseThrow();
    }

    private static double of(Generated text, String arm, TextScore score) {
        return score.of(text.text(arm), text.reference());
    }

    /** Returns BLEU of all of an arm's texts together. */
    double bleu(String arm) {
        Bleu bleu = Bleu.NONE;
        for (Generated text : texts) {
            bleu = bleu.plus(TextScores.words(text.text(arm)), List.of(TextScores.words(text.reference())));
        }
        return bleu.score();
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
        for (int i = 0; i < texts.size(); i++) {
            sums = sums.plus(Comparison.difference(of(texts.get(i), armA, score), of(texts.get(i), armB, score)));
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
        for (String arm : arms) {
            double sum = 0;
            List<LinePlot.Point> points = new ArrayList<>();
            for (int i = 0; i < texts.size(); i++) {
                sum += of(texts.get(i), arm, score);
                // Few hundred points are all that can be seen.
                if (i % (1 + texts.size() / 300) == 0 || i == texts.size() - 1) {
                    double mean = sum / (i + 1);
                    points.add(new LinePlot.Point(i + 1, mean, mean, mean));
                }
            }
            plot.line(arm, points);
        }
        return plot.svg();
    }
}
