package dev.affix.inference.answering;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Cuts rows of different lengths into engine calls: rows of similar length together, so that little of a call is
 * padding, and one call per worker where there are rows enough.
 */
public final class BatchPlan {
    /** Smaller calls are not worth a thread: the engine's cost per call outweighs the parallelism. */
    static final int SMALLEST_SPLIT = 4;
    /** A row may be this much longer than the shortest of its call, plus {@link #SLACK_TOKENS}. */
    private static final double LENGTH_RATIO = 1.5;

    private static final int SLACK_TOKENS = 8;

    private BatchPlan() {}

    /**
     * Plans the calls.
     *
     * @param lengths tokens of each row
     * @param workers calls that may run at the same time, at least 1
     * @param maxRows rows of a call, at most
     * @return the rows' indexes, call by call, shortest rows first; each index exactly once
     */
    public static List<int[]> of(int[] lengths, int workers, int maxRows) {
        int[] order = IntStream.range(0, lengths.length)
                .boxed()
                .sorted(Comparator.comparingInt(row -> lengths[row]))
                .mapToInt(Integer::intValue)
                .toArray();
        int share = (lengths.length + workers - 1) / workers;
        int limit = Math.min(maxRows, Math.max(SMALLEST_SPLIT, share));
        List<int[]> calls = new ArrayList<>();
        int from = 0;
        for (int i = 1; i <= order.length; i++) {
            if (i == order.length || i - from >= limit || tooLong(lengths[order[i]], lengths[order[from]], i - from)) {
                calls.add(Arrays.copyOfRange(order, from, i));
                from = i;
            }
        }
        return calls;
    }

    private static boolean tooLong(int length, int shortest, int rows) {
        return rows >= SMALLEST_SPLIT && length > shortest * LENGTH_RATIO + SLACK_TOKENS;
    }
}
