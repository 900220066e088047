package dev.affix.contracts;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one arm answered.
 *
 * @param experiment the experiment
 * @param arm the arm within it
 * @param digest SHA-256 of the adapter version that really produced the answer, in hexadecimal
 * @param version that version's number within its adapter
 * @param label the most probable label
 * @param logProbabilities natural logarithm of each label's probability, in the order of the experiment's labels
 * @param cost what the answer took, if the writer knows
 */
public record ArmAnswer(
        String experiment,
        String arm,
        String digest,
        long version,
        String label,
        List<Float> logProbabilities,
        @Nullable AnswerCost cost) {
    public ArmAnswer {
        Check.name(experiment, "experiment");
        Check.name(arm, "arm");
        Check.digest(digest, "digest");
        Check.atLeast(version, 1, "version");
        Check.text(label, "label", LabelEvent.MAX_LABEL_LENGTH);
        logProbabilities = Floats.copyOf(Check.notEmptyList(logProbabilities, "logProbabilities"));
    }

    /** An answer of unknown cost. */
    public ArmAnswer(
            String experiment, String arm, String digest, long version, String label, List<Float> logProbabilities) {
        this(experiment, arm, digest, version, label, logProbabilities, null);
    }
}
