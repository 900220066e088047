package dev.affix.contracts;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one arm answered: a label with probabilities, or the text that it generated.
 *
 * @param experiment the experiment
 * @param arm the arm within it
 * @param digest SHA-256 of the adapter version that really produced the answer, in hexadecimal
 * @param version that version's number within its adapter
 * @param label the most probable label; null for a text
 * @param logProbabilities natural logarithm of each label's probability, in the order of the experiment's labels; empty, and left out
 *     of JSON, for a text
 * @param cost what the answer took, if the writer knows
 * @param text the generated text, which may be empty; null for a label
 */
public record ArmAnswer(
        String experiment,
        String arm,
        String digest,
        long version,
        @Nullable String label,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Float> logProbabilities,
        @Nullable AnswerCost cost,
        @Nullable String text) {
    /** Limit of {@code text}, in characters. */
    public static final int MAX_TEXT_LENGTH = 10_000;

    public ArmAnswer {
        Check.name(experiment, "experiment");
        Check.name(arm, "arm");
        Check.digest(digest, "digest");
        Check.atLeast(version, 1, "version");
        if (text == null) {
            Check.text(label, "label", LabelEvent.MAX_LABEL_LENGTH);
            logProbabilities = Floats.copyOf(Check.notEmptyList(logProbabilities, "logProbabilities"));
        } else {
            Check.length(text, "text", MAX_TEXT_LENGTH);
            logProbabilities = logProbabilities == null ? List.of() : logProbabilities;
            if (label != null || !logProbabilities.isEmpty()) {
                throw Check.invalid("text", "stands beside a label; an answer has one of the two");
            }
        }
    }

    /** A label. */
    public ArmAnswer(
            String experiment,
            String arm,
            String digest,
            long version,
            String label,
            List<Float> logProbabilities,
            @Nullable AnswerCost cost) {
        this(experiment, arm, digest, version, label, logProbabilities, cost, null);
    }

    /** A label, of unknown cost. */
    public ArmAnswer(
            String experiment, String arm, String digest, long version, String label, List<Float> logProbabilities) {
        this(experiment, arm, digest, version, label, logProbabilities, null);
    }

    /** Returns an answer that is a text. */
    public static ArmAnswer ofText(
            String experiment, String arm, String digest, long version, String text, @Nullable AnswerCost cost) {
        return new ArmAnswer(experiment, arm, digest, version, null, List.of(), cost, text);
    }

    /** Returns what was answered: the label, or the text. */
    public String said() {
        return text == null ? Check.present(label, "label") : text;
    }
}
