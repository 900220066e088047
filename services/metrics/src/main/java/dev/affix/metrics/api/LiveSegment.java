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
 * @param accuracy share of right ones; of texts of exact matches
 * @param logLoss mean, in nats; absent for texts
 * @param brier mean of half the squared distance between probabilities and truth, in [0, 1]; smaller is better; absent for texts
 * @param rougeL mean, of texts
 * @param chrf mean, of texts
 */
public record LiveSegment(
        Kind kind,
        @Nullable String value,
        long examples,
        double accuracy,
        @Nullable Double logLoss,
        @Nullable Double brier,
        @Nullable Double rougeL,
        @Nullable Double chrf) {
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
            boolean texts = scores.texts() != null;
            scores.segments()
                    .values()
                    .forEach(segment -> segments.add(
                            segment.value().isEmpty()
                                    ? of(Kind.NONE, null, segment, texts)
                                    : of(Kind.VALUE, segment.value(), segment, texts)));
            if (scores.segments().others().examples() > 0) {
                segments.add(of(Kind.OTHERS, null, scores.segments().others(), texts));
            }
        }
        return segments;
    }

    private static LiveSegment of(Kind kind, @Nullable String value, Segment segment, boolean texts) {
        double examples = segment.examples();
        return new LiveSegment(
                kind,
                value,
                segment.examples(),
                segment.right() / examples,
                texts ? null : Double.valueOf(segment.logLossSum() / examples),
                texts ? null : Double.valueOf(segment.brierSum() / examples),
                texts ? Double.valueOf(segment.rougeLSum() / examples) : null,
                texts ? Double.valueOf(segment.chrfSum() / examples) : null);
    }
}
