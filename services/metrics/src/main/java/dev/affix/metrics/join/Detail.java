package dev.affix.metrics.join;

import dev.affix.contracts.AnswerCost;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the scores of a prediction leave out, of one experiment.
 *
 * @param answered arms that answered, in the order of the answers
 * @param unitless whether the request has no unit: then, in {@code split} mode, its arm was drawn for it alone
 * @param unit 64 bits of a hash of its unit, independent of the one that chooses the arm; null if it has none, and in records
 *     of before it was kept
 * @param label the true label, {@link #REFERENCE} for a reference text; null if the prediction was given up
 * @param delay milliseconds from the prediction's record to the label's, negative if the label came first; 0 without a label
 * @param sureness by arm; empty without a label, and for a reference text
 * @param segment value of the experiment's segment attribute, empty if the request has none; null if the experiment has no segments,
 *     and in records of before there were any
 * @param costs by arm, what its answer took; null in records of before it was kept
 */
public record Detail(
        List<String> answered,
        boolean unitless,
        @Nullable Long unit,
        @Nullable String label,
        long delay,
        Map<String, Sureness> sureness,
        @Nullable String segment,
        @Nullable Map<String, AnswerCost> costs) {
    /** Stands for a reference text, which may be long: no label is empty. */
    public static final String REFERENCE = "";

    /** What a record of before there were segments and costs says. */
    public Detail(
            List<String> answered,
            boolean unitless,
            @Nullable Long unit,
            @Nullable String label,
            long delay,
            Map<String, Sureness> sureness) {
        this(answered, unitless, unit, label, delay, sureness, null, null);
    }

    /** Returns what an arm's answer took, null if nobody said. */
    public @Nullable AnswerCost cost(String arm) {
        return costs == null ? null : costs.get(arm);
    }

    /**
     * How sure an arm was.
     *
     * @param confidence probability of its answer, in [0, 1]
     * @param rank labels that it held for more probable than the true one, or equal and before it; 0 if it was right
     */
    public record Sureness(double confidence, int rank) {}
}
