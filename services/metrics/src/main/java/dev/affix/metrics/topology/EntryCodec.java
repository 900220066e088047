package dev.affix.metrics.topology;

import dev.affix.contracts.AnswerCost;
import dev.affix.contracts.ArmAnswer;
import dev.affix.contracts.SourcePosition;
import dev.affix.metrics.join.Entry;
import dev.affix.metrics.join.Predicted;
import dev.affix.metrics.join.SourceRecord;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Entries as bytes: a version, their turn in their queue, a kind, the deadline, the fields. Binary, because labels that wait are whole records, whose bytes must stay
 * as they are, and because each request is written and read more than once.
 */
final class EntryCodec {
    private static final byte VERSION = 4;
    private static final int UNPREDICTED = 1;
    private static final int UNLABELLED = 2;
    private static final int CLOSED = 3;

    private EntryCodec() {}

    /**
     * An entry in a queue.
     *
     * @param turn see {@link PagedQueue#add}
     */
    record Queued(Entry entry, long turn) {}

    /** Returns the bytes of an entry, made in the memory of {@code out}. */
    static byte[] write(Entry entry, long turn, BinaryOut out) {
        out.clear().putByte(VERSION).putLong(turn);
        if (entry instanceof Entry.Unpredicted waiting) {
            out.putByte(UNPREDICTED).putLong(waiting.deadline());
            out.putLength(waiting.labels().size());
            waiting.labels().forEach(label -> write(out, label));
        } else if (entry instanceof Entry.Unlabelled pending) {
            out.putByte(UNLABELLED).putLong(pending.deadline());
            write(out, pending.prediction());
        } else if (entry instanceof Entry.Closed closed) {
            out.putByte(CLOSED).putLong(closed.deadline());
            out.putOptional(closed.label());
            out.putLength(closed.experiments().size());
            closed.experiments().forEach(out::putText);
        }
        return out.bytes();
    }

    static Queued read(byte[] bytes) {
        BinaryIn in = new BinaryIn(bytes);
        Doubles.checkVersion(in.getByte(), VERSION, "requests");
        long turn = in.getLong();
        return new Queued(readEntry(in), turn);
    }

    private static Entry readEntry(BinaryIn in) {
        int kind = in.getByte();
        long deadline = in.getLong();
        return switch (kind) {
            case UNPREDICTED -> new Entry.Unpredicted(deadline, in.getList(() -> readRecord(in)));
            case UNLABELLED -> new Entry.Unlabelled(deadline, readPredicted(in));
            case CLOSED -> new Entry.Closed(deadline, in.getOptionalText(), in.getList(in::getText));
            default -> throw new IllegalStateException("stored entry of kind " + kind);
        };
    }

    private static void write(BinaryOut out, SourceRecord record) {
        out.putText(record.topic());
        write(out, record.position());
        out.putLong(record.timestamp());
        out.putOptional(record.key());
        out.putOptional(record.value());
        write(out, record.headers());
    }

    private static SourceRecord readRecord(BinaryIn in) {
        return new SourceRecord(
                in.getText(),
                readPosition(in),
                in.getLong(),
                in.getOptionalBytes(),
                in.getOptionalBytes(),
                readHeaders(in));
    }

    private static void write(BinaryOut out, SourcePosition position) {
        out.putInt(position.partition()).putLong(position.offset());
    }

    private static SourcePosition readPosition(BinaryIn in) {
        return new SourcePosition(in.getInt(), in.getLong());
    }

    private static void write(BinaryOut out, List<SourceRecord.Header> headers) {
        out.putLength(headers.size());
        headers.forEach(header -> out.putText(header.name()).putOptional(header.value()));
    }

    private static List<SourceRecord.Header> readHeaders(BinaryIn in) {
        return in.getList(() -> new SourceRecord.Header(in.getText(), in.getOptionalBytes()));
    }

    private static void write(BinaryOut out, Predicted prediction) {
        write(out, prediction.position());
        out.putLong(prediction.timestamp()).putText(prediction.text());
        out.putByte(prediction.unit() == null ? 0 : 1);
        if (prediction.unit() != null) {
            out.putLong(prediction.unit());
        }
        write(out, prediction.attributes());
        Instant at = prediction.predictedAt();
        out.putLong(at.getEpochSecond()).putInt(at.getNano());
        write(out, prediction.trace());
        out.putLength(prediction.answers().size());
        prediction.answers().forEach(answer -> write(out, answer));
    }

    private static Predicted readPredicted(BinaryIn in) {
        SourcePosition position = readPosition(in);
        long timestamp = in.getLong();
        String text = in.getText();
        Long unit = in.getByte() == 0 ? null : (Long) in.getLong();
        Map<String, String> attributes = readAttributes(in);
        Instant predictedAt = Instant.ofEpochSecond(in.getLong(), in.getInt());
        List<SourceRecord.Header> trace = readHeaders(in);
        List<ArmAnswer> answers = in.getList(() -> readAnswer(in));
        return new Predicted(position, timestamp, text, unit, attributes, answers, predictedAt, trace);
    }

    private static void write(BinaryOut out, @Nullable Map<String, String> attributes) {
        out.putByte(attributes == null ? 0 : 1);
        if (attributes != null) {
            out.putLength(attributes.size());
            attributes.forEach((name, value) -> out.putText(name).putText(value));
        }
    }

    private static @Nullable Map<String, String> readAttributes(BinaryIn in) {
        if (in.getByte() == 0) {
            return null;
        }
        Map<String, String> attributes = new LinkedHashMap<>();
        for (int left = in.getLength(); left > 0; left--) {
            attributes.put(in.getText(), in.getText());
        }
        return attributes;
    }

    private static void write(BinaryOut out, ArmAnswer answer) {
        out.putText(answer.experiment()).putText(answer.arm());
        out.putDigest(answer.digest()).putLong(answer.version());
        // Without probabilities it is a text.
        out.putText(answer.said());
        out.putLength(answer.logProbabilities().size());
        for (float log : answer.logProbabilities()) {
            out.putFloat(log);
        }
        AnswerCost cost = answer.cost();
        out.putByte(cost == null ? 0 : 1);
        if (cost != null) {
            out.putLong(cost.queuedMicros()).putLong(cost.computedMicros());
            out.putInt(cost.rows()).putInt(cost.tokens());
        }
    }

    private static ArmAnswer readAnswer(BinaryIn in) {
        String experiment = in.getText();
        String arm = in.getText();
        String digest = in.getDigest();
        long version = in.getLong();
        String said = in.getText();
        List<Float> logs = in.getList(in::getFloat);
        AnswerCost cost =
                in.getByte() == 0 ? null : new AnswerCost(in.getLong(), in.getLong(), in.getInt(), in.getInt());
        return logs.isEmpty()
                ? ArmAnswer.ofText(experiment, arm, digest, version, said, cost)
                : new ArmAnswer(experiment, arm, digest, version, said, logs, cost);
    }
}
