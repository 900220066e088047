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

    private final ExperimentLookup experiments;

    Predictions(ExperimentLookup experiments) {
        this.experiments = experiments;
    }

    Prediction read(SourceRecord record) throws InvalidRecordException {
        Prediction prediction = Json.read(record.value(), Prediction.class);
        Keys.check(record, prediction.requestId());
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < prediction.answers().size(); i++) {
            ArmAnswer answer = prediction.answers().get(i);
            String field = "answers[" + i + "]";
            if (!seen.add(answer.experiment() + "/" + answer.arm())) {
                throw invalid(field + ".arm", "repeats arm '" + answer.arm() + "'");
            }
            check(answer, field);
        }
        return prediction;
    }

    private void check(ArmAnswer answer, String field) throws InvalidRecordException {
        Experiment experiment = experiments.find(answer.experiment());
        if (experiment == null) {
            throw new InvalidRecordException(
                    Reason.UNKNOWN_EXPERIMENT,
                    field + ".experiment",
                    "Prediction: no experiment is named '" + answer.experiment() + "'");
        }
        if (experiment.arm(answer.arm()).isEmpty()) {
            throw invalid(
                    field + ".arm", "is '" + answer.arm() + "', which '" + answer.experiment() + "' does not have");
        }
        List<Float> logs = answer.logProbabilities();
        if (logs.size() != experiment.labels().size()) {
            throw invalid(
                    field + ".logProbabilities",
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
            throw invalid(field + ".logProbabilities", "are those of probabilities that sum to " + sum);
        }
        int label = experiment.labels().indexOf(answer.label());
        if (label < 0 || logs.get(label) < highest - TOLERANCE) {
            throw invalid(field + ".label", "is '" + answer.label() + "', not the most probable label");
        }
    }

    private static InvalidRecordException invalid(String field, String what) {
        return new InvalidRecordException(Reason.INVALID_VALUE, field, "Prediction: field '" + field + "' " + what);
    }
}
