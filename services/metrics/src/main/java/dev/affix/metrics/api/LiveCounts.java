package dev.affix.metrics.api;

import dev.affix.metrics.join.Counts;
import dev.affix.metrics.join.Counts.Kind;
import org.jspecify.annotations.Nullable;

/**
 * What happened to an experiment's predictions and labels.
 *
 * @param predictions requests that were answered
 * @param scored of these, labelled
 * @param pending of these, waiting for a label
 * @param pendingShare share of the predictions that waits for a label, absent before the first
 * @param late labels after the horizon
 * @param unlabelled predictions given up
 * @param duplicatePredictions further predictions for a request
 * @param duplicateLabels the same label again; includes those that came before any prediction
 * @param deadLetters records refused; includes those that cannot be told to any experiment
 * @param expiry why predictions and labels were given up
 */
public record LiveCounts(
        long predictions,
        long scored,
        long pending,
        @Nullable Double pendingShare,
        long late,
        long unlabelled,
        long duplicatePredictions,
        long duplicateLabels,
        long deadLetters,
        LiveExpiry expiry) {
    static LiveCounts of(Counts own, Counts nobodys) {
        long predictions = own.of(Kind.PREDICTIONS);
        return new LiveCounts(
                predictions,
                own.of(Kind.SCORED),
                own.pending(),
                predictions == 0 ? null : Double.valueOf((double) own.pending() / predictions),
                own.of(Kind.LATE),
                own.of(Kind.UNLABELLED),
                own.of(Kind.DUPLICATE_PREDICTIONS),
                own.of(Kind.DUPLICATE_LABELS) + nobodys.of(Kind.DUPLICATE_LABELS),
                own.allDeadLetters() + nobodys.allDeadLetters(),
                LiveExpiry.of(own, nobodys));
    }
}
