package dev.affix.lab.study;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;

/**
 * Times pieces of work in turn, round by round, so that whatever else the machine does meets all of them alike, and ratios are of
 * neighbours in time. Not thread-safe; work runs on the caller's thread.
 */
public final class Rounds {
    private final Map<String, Piece> pieces = new LinkedHashMap<>();

    private record Piece(Runnable work, int times, List<Double> millis) {}

    /**
     * Adds a piece of work.
     *
     * @param times how often it runs in a round, so that short work is timed over more than the clock's grain
     */
    public Rounds add(String name, int times, Runnable work) {
        if (times < 1) {
            throw new IllegalArgumentException("times is " + times + "; at least 1 is needed");
        }
        if (pieces.put(name, new Piece(work, times, new ArrayList<>())) != null) {
            throw new IllegalArgumentException("There are two pieces of work called '" + name + "'");
        }
        return this;
    }

    /**
     * Runs all pieces.
     *
     * @param warmup rounds that are not counted
     * @param rounds rounds that are
     * @param progress is told the number of each round when it is over, from 1
     */
    public void run(int warmup, int rounds, IntConsumer progress) {
        for (int round = 0; round < warmup + rounds; round++) {
            for (Piece piece : pieces.values()) {
                long begin = System.nanoTime();
                for (int i = 0; i < piece.times; i++) {
                    piece.work.run();
                }
                double millis = (System.nanoTime() - begin) / 1e6 / piece.times;
                if (round >= warmup) {
                    piece.millis.add(millis);
                }
            }
            progress.accept(round + 1);
        }
    }

    /** Milliseconds of one run of a piece. */
    public Spread millis(String name) {
        return Spread.of(piece(name).millis.stream().mapToDouble(value -> value).toArray());
    }

    /** Time of one piece over that of another in the same round. */
    public Spread ratio(String name, String reference) {
        List<Double> one = piece(name).millis;
        List<Double> other = piece(reference).millis;
        return Spread.of(IntStream.range(0, one.size())
                .mapToDouble(i -> one.get(i) / other.get(i))
                .toArray());
    }

    private Piece piece(String name) {
        Piece piece = pieces.get(name);
        if (piece == null) {
            throw new IllegalArgumentException("There is no piece of work called '" + name + "'");
        }
        return piece;
    }
}
