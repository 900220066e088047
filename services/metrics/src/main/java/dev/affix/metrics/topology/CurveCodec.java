package dev.affix.metrics.topology;

import dev.affix.metrics.comparison.Curve;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;

/**
 * Curves as bytes: version, stride, number of points and of series, the points' examples, then each series. Binary,
 * because a curve is written with every point of it: as decimal text they were a third of the service's work.
 */
final class CurveCodec {
    private static final byte VERSION = 1;
    private static final int HEAD = 1 + Long.BYTES + 2 * Integer.BYTES;

    private CurveCodec() {}

    @SuppressWarnings("NullAway") // Kafka hands null through as null.
    static Serde<Curve> serde() {
        return Serdes.serdeFrom(
                (topic, curve) -> curve == null ? null : write(curve),
                (topic, bytes) -> bytes == null ? null : read(bytes));
    }

    static byte[] write(Curve curve) {
        int points = curve.examples().size();
        int series = curve.columns().size();
        ByteBuffer buffer = ByteBuffer.allocate(HEAD + points * (1 + series) * Long.BYTES);
        buffer.put(VERSION).putLong(curve.stride()).putInt(points).putInt(series);
        curve.examples().forEach(buffer::putLong);
        curve.columns().forEach(column -> column.forEach(buffer::putDouble));
        return buffer.array();
    }

    static Curve read(byte[] bytes) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        Doubles.checkVersion(buffer, VERSION, "curves");
        long stride = buffer.getLong();
        int points = buffer.getInt();
        int series = buffer.getInt();
        List<Long> examples = new ArrayList<>(points);
        for (int i = 0; i < points; i++) {
            examples.add(buffer.getLong());
        }
        List<List<Double>> columns = new ArrayList<>(series);
        for (int k = 0; k < series; k++) {
            List<Double> column = new ArrayList<>(points);
            for (int i = 0; i < points; i++) {
                column.add(buffer.getDouble());
            }
            columns.add(column);
        }
        return new Curve(stride, examples, columns);
    }
}
