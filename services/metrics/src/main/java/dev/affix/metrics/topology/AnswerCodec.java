package dev.affix.metrics.topology;

import dev.affix.contracts.AnswerCost;
import dev.affix.metrics.comparison.Answer;
import dev.affix.metrics.comparison.AnswerBlock;
import dev.affix.statistics.score.ScoredAnswer;
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
    private static final byte VERSION = 1;
    /** Label and answer, confidence, rank, Brier and log-loss, segment. */
    private static final int PLAIN = 2 * Short.BYTES + 3 * Double.BYTES + Short.BYTES + 1;
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
            size += PLAIN + 1 + (answer.cost() == null ? 0 : COST);
        }
        ByteBuffer buffer = ByteBuffer.allocate(size);
        buffer.put(VERSION).putLong(block.number()).put((byte) names.size());
        names.forEach(name -> buffer.putShort((short) name.length).put(name));
        buffer.put((byte) block.answers().size());
        for (Answer answer : block.answers()) {
            ScoredAnswer scored = answer.scored();
            buffer.putShort((short) scored.label())
                    .putShort((short) scored.predicted())
                    .putDouble(scored.confidence())
                    .putShort((short) scored.rank())
                    .putDouble(scored.brier())
                    .putDouble(scored.logLoss())
                    .put((byte) (answer.segment() == null ? -1 : segments.indexOf(answer.segment())));
            write(buffer, answer.cost());
        }
        return buffer.array();
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
        Doubles.checkVersion(buffer, VERSION, "answers");
        long number = buffer.getLong();
        List<String> segments = new ArrayList<>();
        for (int left = buffer.get(); left > 0; left--) {
            byte[] name = new byte[buffer.getShort()];
            buffer.get(name);
            segments.add(new String(name, StandardCharsets.UTF_8));
        }
        List<Answer> answers = new ArrayList<>();
        for (int left = buffer.get(); left > 0; left--) {
            ScoredAnswer scored = new ScoredAnswer(
                    buffer.getShort(),
                    buffer.getShort(),
                    buffer.getDouble(),
                    buffer.getShort(),
                    buffer.getDouble(),
                    buffer.getDouble());
            byte segment = buffer.get();
            boolean known = buffer.get() == 1;
            AnswerCost cost =
                    known ? new AnswerCost(buffer.getLong(), buffer.getLong(), buffer.getInt(), buffer.getInt()) : null;
            answers.add(new Answer(scored, segment < 0 ? null : segments.get(segment), cost));
        }
        return new AnswerBlock(number, answers);
    }
}
