package dev.affix.metrics.api;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.affix.metrics.comparison.ArmScores;
import dev.affix.metrics.comparison.Segment;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An arm's scores of the requests with one value of the experiment's segment attribute, since the start.
 *
 * @param kind what these requests have in common
 * @param value their value, absent if they have not one
 * @param examples labelled answers
 * @param accuracy share of right ones
 * @param logLoss mean, in nats
 * @param brier mean of half the squared distance between probabilities and truth, in [0, 1]; smaller is better
 */
public record LiveSegment(
        Kind kind, @Nullable String value, long examples, double accuracy, double logLoss, double brier) {
    /** What the requests of a segment have in common. */
    public enum Kind {
        /** One value. */
        @JsonProperty("value")
        VALUE,
        /** No value. */
        @JsonProperty("none")
        NONE,
        /** Values beyond those that are kept apart. */
        @JsonProperty("others")
        OTHERS
    }

    static List<LiveSegment> of(@Nullable ArmScores scores) {
        List<LiveSegment> segments = new ArrayList<>();
        if (scores != null) {
            scores.segments()
                    .values()
                    .forEach(segment -> segments.add(
                            segment.value().isEmpty()
                                    ? of(Kind.NONE, null, segment)
                                    : of(Kind.VALUE, segment.value(), segment)));
            if (scores.segments().others().examples() > 0) {
                segments.add(of(Kind.OTHERS, null, scores.segments().others()));
            }
        }
        return segments;
    }

    private static LiveSegment of(Kind kind, @Nullable String value, Segment segment) {
        double examples = segment.examples();
        return new LiveSegment(
                kind,
                value,
                segment.examples(),
                segment.right() / examples,
                segment.logLossSum() / examples,
                segment.brierSum() / examples);
    }
}
