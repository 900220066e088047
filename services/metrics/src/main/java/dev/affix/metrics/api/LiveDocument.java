package dev.affix.metrics.api;

import dev.affix.contracts.Experiment;
import dev.affix.metrics.comparison.GuardReport;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Everything the page plots about one experiment.
 *
 * @param segmentBy request attribute by whose values scores are also kept apart, absent if there is none
 * @param asOf when the document was made
 * @param counts what happened to predictions and labels
 * @param guards what the experiment takes for granted, watched
 * @param arms in the experiment's order
 * @param pairs in the experiment's order
 */
public record LiveDocument(
        String experiment,
        String task,
        Experiment.@Nullable Status status,
        Experiment.Mode mode,
        double alpha,
        double margin,
        Experiment.Score primaryScore,
        @Nullable String segmentBy,
        @Nullable Instant asOf,
        LiveCounts counts,
        List<GuardReport> guards,
        List<LiveArm> arms,
        List<LivePair> pairs) {
    /** Returns the same document without its time: equal if and only if nothing changed. */
    LiveDocument timeless() {
        return at(null);
    }

    LiveDocument at(@Nullable Instant time) {
        return new LiveDocument(
                experiment,
                task,
                status,
                mode,
                alpha,
                margin,
                primaryScore,
                segmentBy,
                time,
                counts,
                guards,
                arms,
                pairs);
    }
}
