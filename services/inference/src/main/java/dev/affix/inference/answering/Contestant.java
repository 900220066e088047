package dev.affix.inference.answering;

import dev.affix.contracts.ArmAnswer;
import dev.affix.contracts.DeadLetter;
import dev.affix.contracts.Generation;
import dev.affix.contracts.InferenceRequest;
import dev.affix.contracts.InvalidRecordException;
import dev.affix.inference.generation.WrittenText;
import dev.affix.inference.roster.Roster;
import dev.affix.inference.roster.RunningExperiment;
import dev.affix.inference.roster.RunningExperiment.ArmVersion;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An arm that answers a request: with a label, or with a text. */
record Contestant(RunningExperiment running, ArmVersion arm) {
    /**
     * Returns who answers a request, in the order of its answers.
     *
     * @throws InvalidRecordException if it names an experiment that cannot answer
     */
    static List<Contestant> of(InferenceRequest request, Roster roster) throws InvalidRecordException {
        List<Contestant> contestants = new ArrayList<>();
        for (RunningExperiment running : asked(request, roster)) {
            for (ArmVersion arm : running.answering(request.unitOrId())) {
                contestants.add(new Contestant(running, arm));
            }
        }
        return contestants;
    }

    private static Collection<RunningExperiment> asked(InferenceRequest request, Roster roster)
            throws InvalidRecordException {
        String name = request.experiment();
        if (name == null) {
            return roster.experiments().values();
        }
        RunningExperiment running = roster.experiments().get(name);
        if (running == null) {
            String waiting = roster.waiting().get(name);
            throw new InvalidRecordException(
                    DeadLetter.Reason.UNKNOWN_EXPERIMENT,
                    "experiment",
                    "InferenceRequest: field 'experiment' is '" + name + "', "
                            + (waiting == null
                                    ? "which is not running"
                                    : "which cannot answer yet: " + waiting + "; send the request again later"));
        }
        return List.of(running);
    }

    String experiment() {
        return running.experiment().name();
    }

    /** Returns how it generates its text; null if it answers with a label. */
    @Nullable
    Generation generation() {
        return running.experiment().generation();
    }

    /** Returns whether it answers with a text. */
    boolean generates() {
        return running.experiment().generates();
    }

    ArmAnswer answer(RowAnswer answer) {
        float[] logProbabilities = answer.logProbabilities();
        List<String> labels = running.experiment().labels();
        return new ArmAnswer(
                experiment(),
                arm.arm(),
                arm.version().digest(),
                arm.version().version(),
                labels.get(LogProbabilities.best(logProbabilities)),
                LogProbabilities.list(logProbabilities),
                answer.cost());
    }

    ArmAnswer answer(WrittenText written) {
        return ArmAnswer.ofText(
                experiment(),
                arm.arm(),
                arm.version().digest(),
                arm.version().version(),
                written.text(),
                written.cost());
    }
}
