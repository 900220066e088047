package dev.affix.metrics.join;

import dev.affix.contracts.ArmAnswer;
import dev.affix.contracts.DeadLetter.Reason;
import dev.affix.contracts.Experiment;
import dev.affix.contracts.InvalidRecordException;
import dev.affix.contracts.Json;
import dev.affix.contracts.Prediction;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Reads predictions and refuses those that cannot be scored, whatever the label. */
final class Predictions {
    /** Float32 log-probabilities of some hundred labels sum to 1 much better than this. */
    private static final double TOLERANCE = 1e-3;

    /** Up to so many answers are compared with each other to see whether an arm repeats: cheaper than a set. */
    private static final int FEW = 16;

    private final ExperimentLookup experiments;

    Predictions(ExperimentLookup experiments) {
        this.experiments = experiments;
    }

    Prediction read(SourceRecord record) throws InvalidRecordException {
        Prediction prediction = Json.read(record.value(), Prediction.class);
        Keys.check(record, prediction.requestId());
        List<ArmAnswer> answers = prediction.answers();
        Set<String> seen = answers.size() > FEW ? new HashSet<>() : Set.of();
        for (int i = 0; i < answers.size(); i++) {
            ArmAnswer answer = answers.get(i);
            boolean repeated =
                    answers.size() > FEW ? !seen.add(answer.experiment() + "/" + answer.arm()) : repeated(answers, i);
            if (repeated) {
                throw invalid(field(i, "arm"), "repeats arm '" + answer.arm() + "'");
            }
            check(answer, i);
        }
        return prediction;
    }

    private static boolean repeated(List<ArmAnswer> answers, int at) {
        for (int i = 0; i < at; i++) {
            if (answers.get(i).arm().equals(answers.get(at).arm())
                    && answers.get(i).experiment().equals(answers.get(at).experiment())) {
                return true;
            }
        }
        return false;
    }

    private static String field(int answer, String name) {
        return "answers[" + answer + "]." + name;
    }

    private void check(ArmAnswer answer, int place) throws InvalidRecordException {
        Experiment experiment = experiments.find(answer.experiment());
        if (experiment == null) {
            throw new InvalidRecordException(
                    Reason.UNKNOWN_EXPERIMENT,
                    field(place, "experiment"),
                    "Prediction: no experiment is named '" + answer.experiment() + "'");
        }
        if (experiment.arm(answer.arm()).isEmpty()) {
            throw invalid(
                    field(place, "arm"),
                    "is '" + answer.arm() + "', which '" + answer.experiment() + "' does not have");
        }
        boolean generates = experiment.generates();
        if (generates != (answer.text() != null)) {
            throw invalid(
                    field(place, generates ? "label" : "text"),
                    "is an answer of experiment '" + experiment.name() + "', whose arms answer with "
                            + (generates ? "texts" : "labels"));
        }
        if (!generates) {
            checkLabel(experiment, answer, place);
        }
    }

    private static void checkLabel(Experiment experiment, ArmAnswer answer, int place) throws InvalidRecordException {
        List<Float> logs = answer.logProbabilities();
        if (logs.size() != experiment.labels().size()) {
            throw invalid(
                    field(place, "logProbabilities"),
                    "has " + logs.size() + " values; the experiment has "
                            + experiment.labels().size() + " labels");
        }
        double sum = 0;
        float highest = Float.NEGATIVE_INFINITY;
        for (float log : logs) {
            sum += Math.exp(log);
            highest = Math.max(highest, log);
        }
        if (!(Math.abs(sum - 1) <= TOLERANCE)) {
            throw invalid(field(place, "logProbabilities"), "are those of probabilities that sum to " + sum);
        }
        int label = experiment.labels().indexOf(answer.said());
        if (label < 0 || logs.get(label) < highest - TOLERANCE) {
            throw invalid(field(place, "label"), "is '" + answer.said() + "', not the most probable label");
        }
    }

    private static InvalidRecordException invalid(String field, String what) {
        return new InvalidRecordException(Reason.INVALID_VALUE, field, "Prediction: field '" + field + "' " + what);
    }
}
