package dev.affix.metrics.topology;

import dev.affix.metrics.comparison.ArmDetail;
import dev.affix.statistics.score.ClassScores;
import java.nio.ByteBuffer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;

/**
 * Arms' detailed scores as bytes: version, fading, totals, classes, reliability, ranks, faded weight and right ones. Binary
 * for the reason of {@link CurveCodec}: they are written with every example.
 */
final class DetailCodec {
    private static final byte VERSION = 1;

    private DetailCodec() {}

    @SuppressWarnings("NullAway") // Kafka hands null through as null.
    static Serde<ArmDetail> serde() {
        return Serdes.serdeFrom(
                (topic, detail) -> detail == null ? null : write(detail),
                (topic, bytes) -> bytes == null ? null : read(bytes));
    }

    static byte[] write(ArmDetail detail) {
        ArmDetail.State state = detail.state();
        ClassScores.State scores = state.scores();
        ByteBuffer buffer = ByteBuffer.allocate(1
                + 3 * Double.BYTES
                + Doubles.bytes(scores.totals())
                + Doubles.bytes(scores.classes())
                + Doubles.bytes(scores.reliability())
                + Doubles.bytes(scores.ranks()));
        buffer.put(VERSION).putDouble(scores.fading());
        Doubles.put(buffer, scores.totals());
        Doubles.put(buffer, scores.classes());
        Doubles.put(buffer, scores.reliability());
        Doubles.put(buffer, scores.ranks());
        buffer.putDouble(state.fadedWeight()).putDouble(state.fadedRight());
        return buffer.array();
    }

    static ArmDetail read(byte[] bytes) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        Doubles.checkVersion(buffer, VERSION, "scores");
        ClassScores.State scores = new ClassScores.State(
                buffer.getDouble(), Doubles.get(buffer), Doubles.get(buffer), Doubles.get(buffer), Doubles.get(buffer));
        return new ArmDetail(new ArmDetail.State(scores, buffer.getDouble(), buffer.getDouble()));
    }
}
