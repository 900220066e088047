package dev.affix.metrics.join;

import dev.affix.contracts.AnswerCost;
import dev.affix.contracts.ArmAnswer;
import dev.affix.contracts.ArmScore;
import dev.affix.contracts.Experiment;
import dev.affix.contracts.TextScore;
import dev.affix.statistics.score.ScoredText;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Scores answers by the true label. */
final class Scoring {
    /** A probability below this counts as this, so that the log-loss stays finite: at most 34.54 nats. */
    static final double FLOOR = 1e-15;

    private final ExperimentLookup experiments;

    Scoring(ExperimentLookup experiments) {
        this.experiments = experiments;
    }

    /** Returns one score per answer whose experiment knows the label, in the order of the answers; every text may be a reference. */
    List<ArmScore> score(Predicted prediction, String label) {
        List<ArmScore> scores = new ArrayList<>();
        for (ArmAnswer answer : prediction.answers()) {
            Experiment experiment = experiments.find(answer.experiment());
            if (experiment != null && answer.text() != null) {
                scores.add(score(answer, answer.text(), label));
            } else if (experiment != null) {
                int truth = experiment.labels().indexOf(label);
                if (truth >= 0) {
                    scores.add(score(answer, label, truth));
                }
            }
        }
        return scores;
    }

    private static ArmScore score(ArmAnswer answer, String label, int truth) {
        List<Float> logs = answer.logProbabilities();
        return new ArmScore(
                answer.experiment(),
                answer.arm(),
                answer.digest(),
                answer.version(),
                answer.said(),
                answer.said().equals(label),
                logLoss(logs.get(truth)),
                brier(logs, truth));
    }

    private static ArmScore score(ArmAnswer answer, String text, String reference) {
        ScoredText scored = ScoredText.of(text, reference);
        return new ArmScore(
                answer.experiment(),
                answer.arm(),
                answer.digest(),
                answer.version(),
                text,
                scored.exact(),
                null,
                null,
                new TextScore(
                        // A last digit above 1 is rounding.
                        Math.min(1, scored.rougeL()),
                        Math.min(1, scored.chrf()),
                        scored.matches(),
                        scored.words(),
                        scored.referenceWords()));
    }

    /**
     * Returns what the scores leave out.
     *
     * @param label null if the prediction is given up
     */
    Detail detail(Predicted prediction, String name, @Nullable String label, long delay) {
        Experiment experiment = experiments.find(name);
        List<String> answered = new ArrayList<>();
        Map<String, Detail.Sureness> sureness = new LinkedHashMap<>();
        Map<String, AnswerCost> costs = new LinkedHashMap<>();
        boolean texts = experiment != null && experiment.generates();
        int truth = experiment == null || label == null || texts
                ? -1
                : experiment.labels().indexOf(label);
        boolean known = label != null && (texts || truth >= 0);
        for (ArmAnswer answer : prediction.answers()) {
            if (answer.experiment().equals(name)) {
                answered.add(answer.arm());
                if (experiment != null && truth >= 0 && answer.text() == null) {
                    int predicted = experiment.labels().indexOf(answer.said());
                    sureness.put(answer.arm(), sureness(answer.logProbabilities(), predicted, truth));
                }
                if (known && answer.cost() != null) {
                    costs.put(answer.arm(), answer.cost());
                }
            }
        }
        boolean unitless = prediction.unit() == null;
        Long unit = prediction.unit();
        // A reference is no longer needed once the texts are scored.
        return known
                ? new Detail(
                        answered,
                        unitless,
                        unit,
                        texts ? Detail.REFERENCE : label,
                        delay,
                        sureness,
                        segment(experiment, prediction),
                        costs)
                : new Detail(answered, unitless, unit, null, 0, Map.of());
    }

    private static @Nullable String segment(@Nullable Experiment experiment, Predicted prediction) {
        if (experiment == null || experiment.segmentBy() == null) {
            return null;
        }
        Map<String, String> attributes = prediction.attributes();
        return attributes == null ? "" : attributes.getOrDefault(experiment.segmentBy(), "");
    }

    /** The probabilities are brought to sum 1 first, as in {@link #brier}. */
    static Detail.Sureness sureness(List<Float> logProbabilities, int predicted, int truth) {
        double[] masses = masses(logProbabilities);
        int rank = 0;
        float own = logProbabilities.get(truth);
        for (int k = 0; k < masses.length; k++) {
            float log = logProbabilities.get(k);
            rank += log > own || (log == own && k < truth) ? 1 : 0;
        }
        double confidence = Math.min(1, masses[predicted] / sum(masses));
        // Of labels that are equally probable the arm's answer is the first, whatever their order.
        return new Detail.Sureness(confidence, predicted == truth ? 0 : Math.max(1, rank));
    }

    /** −log p in nats, p at least {@link #FLOOR}; a p rounded above 1 gives 0. */
    static double logLoss(double logProbability) {
        return Math.max(0, -Math.max(logProbability, Math.log(FLOOR)));
    }

    /**
     * Half the squared distance between the probabilities and the truth, ½ ((1 − p_y)² + Σ_{k≠y} p_k²). The probabilities
     * are brought to sum 1 exactly first: float32 logarithms are off by about 1e-6.
     */
    static double brier(List<Float> logProbabilities, int truth) {
        double[] masses = masses(logProbabilities);
        double sum = sum(masses);
        double others = 0;
        double mass = 0;
        for (int k = 0; k < masses.length; k++) {
            if (k != truth) {
                double p = masses[k] / sum;
                others += p * p;
                mass += p;
            }
        }
        // 1 − p_y is the others' mass; a last digit above 1 is rounding, not a score out of bounds.
        return Math.min(1, (mass * mass + others) / 2);
    }

    /** Returns the probabilities before they are brought to sum 1. */
    private static double[] masses(List<Float> logProbabilities) {
        double[] masses = new double[logProbabilities.size()];
        for (int k = 0; k < masses.length; k++) {
            masses[k] = Math.exp(logProbabilities.get(k));
        }
        return masses;
    }

    private static double sum(double[] masses) {
        double sum = 0;
        for (double mass : masses) {
            sum += mass;
        }
        return sum;
    }
}
