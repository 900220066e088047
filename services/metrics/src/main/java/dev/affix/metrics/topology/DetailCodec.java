package dev.affix.metrics.topology;

import dev.affix.metrics.comparison.ArmDetail;
import dev.affix.metrics.comparison.CostSums;
import dev.affix.metrics.comparison.Segment;
import dev.affix.metrics.comparison.Segments;
import dev.affix.statistics.score.ClassScores;
import dev.affix.statistics.score.TextSums;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;

/**
 * Arms' detailed scores as bytes: version; classes, bins and ranks; window, blocks, answers of the block at hand and fading; all
 * sums, since the start and faded, of labels and of texts; costs; segments. Binary for the reason of {@link CurveCodec}.
 *
 * <p>Version 1, of before there were windows and segments, is read: its sums since the start go on, the others begin. So is
 * version 2, whose sums end with the last full block, and version 3, of before there were texts.
 */
final class DetailCodec {
    private static final byte VERSION = 4;
    private static final byte LABELS_ONLY = 3;
    private static final byte AT_FULL_BLOCKS = 2;
    private static final byte WITHOUT_WINDOW = 1;
    private static final int HEAD = 1 + 5 * Integer.BYTES + Long.BYTES + Double.BYTES;
    private static final int COSTS = 4 * Long.BYTES;
    private static final int SUMS = 2 * Long.BYTES + 4 * Double.BYTES;

    private DetailCodec() {}

    @SuppressWarnings("NullAway") // Kafka hands null through as null.
    static Serde<ArmDetail> serde() {
        return Serdes.serdeFrom(
                (topic, detail) -> detail == null ? null : write(detail),
                (topic, bytes) -> bytes == null ? null : read(bytes));
    }

    static byte[] write(ArmDetail detail) {
        ArmDetail.Saved saved = detail.saved();
        ClassScores scores = saved.scores();
        List<Segment> segments = new ArrayList<>(saved.segments().values());
        segments.add(saved.segments().others());
        List<byte[]> names = segments.stream()
                .map(segment -> segment.value().getBytes(StandardCharsets.UTF_8))
                .toList();
        ByteBuffer buffer = ByteBuffer.allocate(HEAD
                + 2 * (scores.size() + TextSums.SIZE) * Double.BYTES
                + COSTS
                + Integer.BYTES
                + names.stream()
                        .mapToInt(name -> Short.BYTES + name.length + SUMS)
                        .sum());
        buffer.put(VERSION)
                .putInt(scores.classes())
                .putInt(scores.bins())
                .putInt(scores.ranks())
                .putInt(saved.window())
                .putLong(saved.blocks())
                .putInt(saved.newest())
                .putDouble(saved.faded().fading());
        put(buffer, scores);
        put(buffer, saved.faded());
        put(buffer, saved.texts());
        put(buffer, saved.fadedTexts());
        CostSums costs = saved.costs();
        buffer.putLong(costs.answers())
                .putLong(costs.micros())
                .putDouble(costs.shareMicros())
                .putLong(costs.tokens());
        buffer.putInt(segments.size());
        for (int i = 0; i < segments.size(); i++) {
            Segment segment = segments.get(i);
            buffer.putShort((short) names.get(i).length).put(names.get(i));
            buffer.putLong(segment.examples())
                    .putLong(segment.right())
                    .putDouble(segment.logLossSum())
                    .putDouble(segment.brierSum())
                    .putDouble(segment.rougeLSum())
                    .putDouble(segment.chrfSum());
        }
        return buffer.array();
    }

    private static void put(ByteBuffer buffer, ClassScores scores) {
        scores.save(buffer.asDoubleBuffer());
        buffer.position(buffer.position() + scores.size() * Double.BYTES);
    }

    private static void put(ByteBuffer buffer, TextSums texts) {
        texts.save(buffer.asDoubleBuffer());
        buffer.position(buffer.position() + TextSums.SIZE * Double.BYTES);
    }

    static ArmDetail read(byte[] bytes) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        if (bytes[0] == WITHOUT_WINDOW) {
            return withoutWindow(buffer.position(1));
        }
        boolean atFullBlocks = bytes[0] == AT_FULL_BLOCKS;
        boolean labelsOnly = atFullBlocks || bytes[0] == LABELS_ONLY;
        Doubles.checkVersion(buffer, labelsOnly ? bytes[0] : VERSION, "scores");
        int classes = buffer.getInt();
        int bins = buffer.getInt();
        int ranks = buffer.getInt();
        int window = buffer.getInt();
        long blocks = buffer.getLong();
        int newest = atFullBlocks ? 0 : buffer.getInt();
        double fading = buffer.getDouble();
        ClassScores scores = scores(buffer, classes, bins, ranks, 1);
        ClassScores faded = scores(buffer, classes, bins, ranks, fading);
        TextSums texts = labelsOnly ? new TextSums(1) : texts(buffer, 1);
        TextSums fadedTexts = labelsOnly ? new TextSums(fading) : texts(buffer, fading);
        CostSums costs = new CostSums(buffer.getLong(), buffer.getLong(), buffer.getDouble(), buffer.getLong());
        List<Segment> segments = new ArrayList<>();
        for (int left = buffer.getInt(); left > 0; left--) {
            byte[] name = new byte[buffer.getShort()];
            buffer.get(name);
            segments.add(new Segment(
                    new String(name, StandardCharsets.UTF_8),
                    buffer.getLong(),
                    buffer.getLong(),
                    buffer.getDouble(),
                    buffer.getDouble(),
                    labelsOnly ? 0 : buffer.getDouble(),
                    labelsOnly ? 0 : buffer.getDouble()));
        }
        Segment others = segments.remove(segments.size() - 1);
        return new ArmDetail(new ArmDetail.Saved(
                window, scores, faded, texts, fadedTexts, new Segments.State(segments, others), costs, blocks, newest));
    }

    private static TextSums texts(ByteBuffer buffer, double fading) {
        TextSums texts = TextSums.load(fading, buffer.asDoubleBuffer());
        buffer.position(buffer.position() + TextSums.SIZE * Double.BYTES);
        return texts;
    }

    private static ClassScores scores(ByteBuffer buffer, int classes, int bins, int ranks, double fading) {
        ClassScores scores = ClassScores.load(classes, bins, ranks, fading, buffer.asDoubleBuffer());
        buffer.position(buffer.position() + scores.size() * Double.BYTES);
        return scores;
    }

    /** Fading, totals, classes, reliability, ranks; then two sums of a faded accuracy, which begins anew. */
    private static ArmDetail withoutWindow(ByteBuffer buffer) {
        ClassScores scores = new ClassScores(new ClassScores.State(
                buffer.getDouble(),
                Doubles.get(buffer),
                Doubles.get(buffer),
                Doubles.get(buffer),
                Doubles.get(buffer)));
        return ArmDetail.withoutWindow(scores);
    }
}
