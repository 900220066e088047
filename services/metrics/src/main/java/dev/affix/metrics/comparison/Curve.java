package dev.affix.metrics.comparison;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.DoubleStream;

/**
 * Values over the number of examples, bounded: when it is full, every second point goes and the distance between points
 * doubles. The points depend on the values alone, not on when they came. Immutable.
 *
 * @param stride a point is taken at each multiple of this
 * @param examples number of examples at each point, increasing
 * @param columns one list per series, as long as {@code examples}
 */
public record Curve(long stride, List<Long> examples, List<List<Double>> columns) {
    /** Most points kept; with the newest value, which a reader appends, there are 400. */
    public static final int LIMIT = 399;

    /** Returns one without points. */
    public static Curve of(int series) {
        List<List<Double>> columns = new ArrayList<>();
        for (int i = 0; i < series; i++) {
            columns.add(List.of());
        }
        return new Curve(1, List.of(), columns);
    }

    /** Returns whether the value after so many examples belongs to the curve. */
    public boolean wants(long n) {
        return n % stride == 0;
    }

    /** Returns the curve with one more point, whether it wants it or not; {@code values} has one value per series. */
    public Curve plus(long n, double... values) {
        if (examples.size() >= LIMIT) {
            Curve thinned = thinned();
            return thinned.wants(n) ? thinned.plus(n, values) : thinned;
        }
        return appended(n, values);
    }

    /**
     * Returns the curve as it was after {@code n} examples, with that point, for readers: it may have one point more than
     * the limit, and a curve read a moment later than the newest value may be ahead of it.
     */
    public Curve endingAt(long n, double... values) {
        int size = examples.size();
        while (size > 0 && examples.get(size - 1) >= n) {
            size--;
        }
        int kept = size;
        List<List<Double>> cut =
                columns.stream().map(column -> column.subList(0, kept)).toList();
        return new Curve(stride, examples.subList(0, kept), cut).appended(n, values);
    }

    /** Returns one series. */
    public List<Double> column(int series) {
        return columns.get(series);
    }

    private Curve appended(long n, double... values) {
        List<Long> at = new ArrayList<>(examples);
        at.add(n);
        List<List<Double>> series = new ArrayList<>();
        for (int i = 0; i < columns.size(); i++) {
            List<Double> column = new ArrayList<>(columns.get(i));
            column.add(values[i]);
            series.add(column);
        }
        return new Curve(stride, at, series);
    }

    private Curve thinned() {
        long wider = 2 * stride;
        List<Long> at = examples.stream().filter(n -> n % wider == 0).toList();
        List<List<Double>> series = new ArrayList<>();
        for (List<Double> column : columns) {
            DoubleStream.Builder kept = DoubleStream.builder();
            for (int i = 0; i < examples.size(); i++) {
                if (examples.get(i) % wider == 0) {
                    kept.add(column.get(i));
                }
            }
            series.add(kept.build().boxed().toList());
        }
        return new Curve(wider, at, series);
    }
}
