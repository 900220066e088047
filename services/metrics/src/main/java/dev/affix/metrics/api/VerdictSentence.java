package dev.affix.metrics.api;

import dev.affix.contracts.Experiment;
import dev.affix.metrics.comparison.Pair;
import dev.affix.metrics.comparison.PairReport;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.Locale;

/**
 * A verdict in one plain sentence: the same words on the live page, in the API and at the end of the demo. An undecided pair is
 * told from its second arm.
 */
final class VerdictSentence {
    private VerdictSentence() {}

    static String of(Experiment experiment, Pair pair, PairReport report) {
        if (report.examples() == 0) {
            return pair.armB() + " against " + pair.armA() + ": no label yet";
        }
        String after =
                String.format(Locale.ROOT, " after %,d label%s", report.examples(), report.examples() == 1 ? "" : "s");
        String chance =
                "; chance of a false alarm at most " + percent(experiment.alpha()) + " % however often you look";
        double lower = report.interval().lower();
        double upper = report.interval().upper();
        return switch (report.outcome()) {
            case A_BETTER -> better(pair.armA(), pair.armB(), lower, upper, unit(experiment)) + after + chance;
            case B_BETTER -> better(pair.armB(), pair.armA(), -upper, -lower, unit(experiment)) + after + chance;
            case EQUIVALENT ->
                pair.armB() + " and " + pair.armA() + " are equivalent within " + points(experiment.margin()) + " "
                        + unit(experiment) + after + chance;
            case UNDECIDED ->
                "undecided" + after + ": " + pair.armB() + " is between "
                        + gap(-upper, unit(experiment)) + " and " + gap(-lower, unit(experiment)) + " than "
                        + pair.armA()
                        + chance;
        };
    }

    private static String better(String winner, String loser, double least, double most, String unit) {
        String by = points(least).equals("0.0") ? "up to " : points(least) + " to ";
        return winner + " is better than " + loser + " by " + by + points(most) + " " + unit;
    }

    private static String gap(double difference, String unit) {
        return points(Math.abs(difference)) + " " + unit + (difference < 0 ? " worse" : " better");
    }

    private static String unit(Experiment experiment) {
        return switch (experiment.primaryScore()) {
            case ACCURACY -> "points";
            case BRIER -> "points of Brier score";
            case EXACT_MATCH -> "points of exact match";
            case ROUGE_L -> "points of ROUGE-L";
            case CHRF -> "points of chrF";
        };
    }

    /** Hundredths, as people read differences of shares. */
    private static String points(double difference) {
        return String.format(Locale.ROOT, "%.1f", 100 * difference).replace("-0.0", "0.0");
    }

    private static String percent(double share) {
        return new DecimalFormat("#.###", DecimalFormatSymbols.getInstance(Locale.ROOT)).format(100 * share);
    }
}
