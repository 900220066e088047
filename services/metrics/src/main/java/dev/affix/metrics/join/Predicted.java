package dev.affix.metrics.join;

import dev.affix.contracts.ArmAnswer;
import dev.affix.contracts.CloudEvents;
import dev.affix.contracts.Prediction;
import dev.affix.contracts.SourcePosition;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is remembered of a prediction that waits for its label.
 *
 * @param position where the prediction was read from
 * @param timestamp its record's timestamp, milliseconds since 1970
 * @param text the request's text
 * @param unit hash of the request's unit, see {@link Detail#unit}; null if it has none
 * @param attributes the request's attributes; null if it has none
 * @param answers the arms' answers
 * @param predictedAt when they were computed
 * @param trace headers of its record that the scored example carries on
 */
public record Predicted(
        SourcePosition position,
        long timestamp,
        String text,
        @Nullable Long unit,
        @Nullable Map<String, String> attributes,
        List<ArmAnswer> answers,
        Instant predictedAt,
        List<SourceRecord.Header> trace) {
    private static final Set<String> TRACE = Set.of(CloudEvents.TRACE_PARENT, CloudEvents.TRACE_STATE);
    /** Bytes of an answer besides its names: digest, version, cost. */
    private static final int ANSWER_BYTES = 64;

    static Predicted of(Prediction prediction, SourceRecord record) {
        return new Predicted(
                record.position(),
                record.timestamp(),
                prediction.text(),
                prediction.unit() == null ? null : Units.hash(prediction.unit()),
                prediction.attributes(),
                prediction.answers(),
                prediction.predictedAt(),
                record.headers().isEmpty()
                        ? List.of()
                        : record.headers().stream()
                                .filter(header -> TRACE.contains(header.name()))
                                .toList());
    }

    /** Names of the experiments whose arms answered, in the order of the answers. */
    List<String> experiments() {
        String first = answers.get(0).experiment();
        for (ArmAnswer answer : answers) {
            if (!answer.experiment().equals(first)) {
                return answers.stream().map(ArmAnswer::experiment).distinct().toList();
            }
        }
        return List.of(first);
    }

    /** Returns about how many bytes it takes to remember it. */
    long size() {
        long size = text.length();
        if (attributes != null) {
            for (Map.Entry<String, String> attribute : attributes.entrySet()) {
                size += attribute.getKey().length() + attribute.getValue().length();
            }
        }
        for (ArmAnswer answer : answers) {
            size += ANSWER_BYTES
                    + answer.experiment().length()
                    + answer.arm().length()
                    + answer.said().length()
                    + (long) Float.BYTES * answer.logProbabilities().size();
        }
        for (SourceRecord.Header header : trace) {
            size += header.size();
        }
        return size;
    }
}
