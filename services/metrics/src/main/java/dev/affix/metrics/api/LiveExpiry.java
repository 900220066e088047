package dev.affix.metrics.api;

import dev.affix.metrics.join.Counts;
import dev.affix.metrics.join.Counts.Kind;

/**
 * Why predictions and labels were given up. The first three add up to the predictions given up; labels that never met a prediction
 * belong to no experiment.
 *
 * @param noLabel predictions to which no label came within the horizon
 * @param otherLabel predictions whose label only other experiments know
 * @param pushedOut predictions pushed out by the bound of bytes
 * @param noPrediction labels to which no prediction came within the horizon, of all experiments
 * @param pushedOutLabels labels pushed out while they waited for their prediction, of all experiments
 * @param forgotten finished requests pushed out by the bound of bytes: what comes twice for them is not recognized
 */
public record LiveExpiry(
        long noLabel, long otherLabel, long pushedOut, long noPrediction, long pushedOutLabels, long forgotten) {
    static LiveExpiry of(Counts own, Counts nobodys) {
        return new LiveExpiry(
                own.of(Kind.NO_LABEL),
                own.of(Kind.OTHER_LABEL),
                own.of(Kind.PUSHED_OUT),
                nobodys.of(Kind.NO_PREDICTION),
                nobodys.of(Kind.PUSHED_OUT_LABELS),
                own.of(Kind.FORGOTTEN));
    }
}
