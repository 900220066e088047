package dev.affix.metrics.topology;

import dev.affix.contracts.AnswerCost;
import dev.affix.contracts.TextScore;
import dev.affix.metrics.comparison.Answer;
import dev.affix.metrics.comparison.AnswerBlock;
import dev.affix.statistics.score.ScoredAnswer;
import dev.affix.statistics.score.ScoredText;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.jspecify.annotations.Nullable;

/**
 * Blocks of answers as bytes: version, number, the block's segments, number of answers, then each answer. Binary for the reason
 * of {@link CurveCodec}.
 */
final class AnswerCodec {
    private static final byte VERSION = 2;
    /** Before there were texts: without a byte that says which it is. */
    private static final byte LABELS_ONLY = 1;

    private static final byte LABEL = 0;
    private static final byte TEXT = 1;
    /** Label and answer, confidence, rank, Brier and log-loss. */
    private static final int LABEL_BYTES = 2 * Short.BYTES + 3 * Double.BYTES + Short.BYTES;
    /** Exact or not, ROUGE-L and chrF, matches by order, words of both. */
    private static final int TEXT_BYTES = 1 + 2 * Double.BYTES + (TextScore.ORDERS + 2) * Integer.BYTES;
    /** Times, rows and tokens. */
    private static final int COST = 2 * Long.BYTES + 2 * Integer.BYTES;

    private AnswerCodec() {}

    @SuppressWarnings("NullAway") // Kafka hands null through as null.
    static Serde<AnswerBlock> serde() {
        return Serdes.serdeFrom(
                (topic, block) -> block == null ? null : write(block),
                (topic, bytes) -> bytes == null ? null : read(bytes));
    }

    static byte[] write(AnswerBlock block) {
        List<String> segments = new ArrayList<>();
        List<byte[]> names = new ArrayList<>();
        int size = 1 + Long.BYTES + 2;
        for (Answer answer : block.answers()) {
            String segment = answer.segment();
            if (segment != null && !segments.contains(segment)) {
                segments.add(segment);
                names.add(segment.getBytes(StandardCharsets.UTF_8));
                size += Short.BYTES + names.get(names.size() - 1).length;
            }
            // Which it is, its segment, and whether there is a cost.
            size += 3 + (answer.text() == null ? LABEL_BYTES : TEXT_BYTES) + (answer.cost() == null ? 0 : COST);
        }
        ByteBuffer buffer = ByteBuffer.allocate(size);
        buffer.put(VERSION).putLong(block.number()).put((byte) names.size());
        names.forEach(name -> buffer.putShort((short) name.length).put(name));
        buffer.put((byte) block.answers().size());
        for (Answer answer : block.answers()) {
            if (answer.text() != null) {
                write(buffer.put(TEXT), answer.text());
            } else if (answer.scored() != null) {
                write(buffer.put(LABEL), answer.scored());
            }
            buffer.put((byte) (answer.segment() == null ? -1 : segments.indexOf(answer.segment())));
            write(buffer, answer.cost());
        }
        return buffer.array();
    }

    private static void write(ByteBuffer buffer, ScoredAnswer scored) {
        buffer.putShort((short) scored.label())
                .putShort((short) scored.predicted())
                .putDouble(scored.confidence())
                .putShort((short) scored.rank())
                .putDouble(scored.brier())
                .putDouble(scored.logLoss());
    }

    private static void write(ByteBuffer buffer, ScoredText text) {
        buffer.put((byte) (text.exact() ? 1 : 0)).putDouble(text.rougeL()).putDouble(text.chrf());
        text.matches().forEach(buffer::putInt);
        buffer.putInt(text.words()).putInt(text.referenceWords());
    }

    private static void write(ByteBuffer buffer, @Nullable AnswerCost cost) {
        buffer.put((byte) (cost == null ? 0 : 1));
        if (cost != null) {
            buffer.putLong(cost.queuedMicros())
                    .putLong(cost.computedMicros())
                    .putInt(cost.rows())
                    .putInt(cost.tokens());
        }
    }

    static AnswerBlock read(byte[] bytes) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        boolean labelsOnly = bytes[0] == LABELS_ONLY;
        Doubles.checkVersion(buffer, labelsOnly ? LABELS_ONLY : VERSION, "answers");
        long number = buffer.getLong();
        List<String> segments = new ArrayList<>();
        for (int left = buffer.get(); left > 0; left--) {
            byte[] name = new byte[buffer.getShort()];
            buffer.get(name);
            segments.add(new String(name, StandardCharsets.UTF_8));
        }
        List<Answer> answers = new ArrayList<>();
        for (int left = buffer.get(); left > 0; left--) {
            boolean label = labelsOnly || buffer.get() == LABEL;
            ScoredAnswer scored = label ? readLabel(buffer) : null;
            ScoredText text = label ? null : readText(buffer);
            byte segment = buffer.get();
            boolean known = buffer.get() == 1;
            AnswerCost cost =
                    known ? new AnswerCost(buffer.getLong(), buffer.getLong(), buffer.getInt(), buffer.getInt()) : null;
            answers.add(new Answer(scored, text, segment < 0 ? null : segments.get(segment), cost));
        }
        return new AnswerBlock(number, answers);
    }

    private static ScoredAnswer readLabel(ByteBuffer buffer) {
        return new ScoredAnswer(
                buffer.getShort(),
                buffer.getShort(),
                buffer.getDouble(),
                buffer.getShort(),
                buffer.getDouble(),
                buffer.getDouble());
    }

    private static ScoredText readText(ByteBuffer buffer) {
        boolean exact = buffer.get() == 1;
        double rougeL = buffer.getDouble();
        double chrf = buffer.getDouble();
        List<Integer> matches = new ArrayList<>(TextScore.ORDERS);
        for (int n = 0; n < TextScore.ORDERS; n++) {
            matches.add(buffer.getInt());
        }
        return new ScoredText(exact, rougeL, chrf, matches, buffer.getInt(), buffer.getInt());
    }
}
