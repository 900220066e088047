package dev.affix.inference.answering;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.OptionalLong;
import java.util.PriorityQueue;
import java.util.TreeMap;

/**
 * Rows that wait for a worker, and which of them it takes next: rows of about the same length together, so that little of a call is
 * padding.
 *
 * <p>A bucket of rows is ready when it fills a call, or when a row of it has waited long enough; of several ready ones the bucket whose
 * first row waits longest goes first. A worker takes no more than its share of all rows that wait, so that the others have work too and
 * all end at about the same time (guided self-scheduling: Polychronopoulos and Kuck, 1987).
 *
 * <p>Plain state: not thread-safe, and the time is an argument, in nanoseconds of a monotonic clock.
 */
final class RowQueue {
    /** Smaller calls are not worth a worker: what a call costs beside its rows outweighs the parallelism. */
    static final int SMALLEST_SHARE = 4;
    /**
     * Tokens of padding that shorter rows may cost a call that they are taken along by. A call costs more than that beside its rows, but
     * with more rows, and so fewer calls, no more texts are answered: what is saved is spent on padding (docs/adr/0025).
     */
    static final int MOST_PADDING = 8;

    private static final Comparator<Waiting> BY_TIME =
            Comparator.<Waiting>comparingLong(row -> row.group.due).thenComparingLong(Waiting::number);

    private final BatchLimits limits;
    /** By the longest text that belongs there. */
    private final NavigableMap<Integer, PriorityQueue<Waiting>> buckets = new TreeMap<>();
    /** Rows that wait, of each group that can expire. */
    private final Map<RowGroup, Integer> perishable = new LinkedHashMap<>();

    private int size;
    private long next;

    /**
     * A row that waits.
     *
     * @param index of it in its group
     * @param number rows are numbered as they come
     */
    record Waiting(RowGroup group, int index, long number) {
        Row row() {
            return group.rows.get(index);
        }

        int length() {
            return row().tokens().length();
        }
    }

    RowQueue(BatchLimits limits) {
        this.limits = limits;
    }

    /** Returns the number of rows that wait. */
    int size() {
        return size;
    }

    /** Returns whether so many more may wait. */
    boolean hasRoom(int rows) {
        return size + rows <= limits.maxWaiting();
    }

    /** Adds rows, whether there is room or not. */
    void add(RowGroup group) {
        for (int i = 0; i < group.rows.size(); i++) {
            Waiting row = new Waiting(group, i, next++);
            buckets.computeIfAbsent(bucket(row.length()), any -> new PriorityQueue<>(BY_TIME))
                    .add(row);
        }
        size += group.rows.size();
        if (group.perishable) {
            perishable.put(group, group.rows.size());
        }
    }

    /** Removes those rows of a group that still wait. */
    void remove(RowGroup group) {
        for (PriorityQueue<Waiting> bucket : buckets.values()) {
            int before = bucket.size();
            bucket.removeIf(row -> row.group == group);
            size -= before - bucket.size();
        }
        buckets.values().removeIf(Collection::isEmpty);
        perishable.remove(group);
    }

    /** Removes and returns the groups whose time is over before all their rows were taken. */
    List<RowGroup> expired(long now) {
        List<RowGroup> expired =
                perishable.keySet().stream().filter(group -> group.expired(now)).toList();
        expired.forEach(this::remove);
        return expired;
    }

    /**
     * Removes and returns the rows of the next call.
     *
     * @param draining whether no more rows will come, so that nothing need wait for company
     * @return none if no bucket is ready
     */
    List<Waiting> take(long now, boolean draining) {
        Map.Entry<Integer, PriorityQueue<Waiting>> first = null;
        for (Map.Entry<Integer, PriorityQueue<Waiting>> bucket : buckets.entrySet()) {
            if ((draining || ready(bucket.getKey(), bucket.getValue(), now))
                    && (first == null || BY_TIME.compare(head(bucket), head(first)) < 0)) {
                first = bucket;
            }
        }
        if (first == null) {
            return List.of();
        }
        Call call = new Call();
        call.fill(first.getValue());
        // Shorter rows come along where their padding costs less than the call that they would be otherwise.
        for (PriorityQueue<Waiting> shorter :
                buckets.headMap(first.getKey(), false).descendingMap().values()) {
            call.fillUp(shorter);
        }
        size -= call.rows.size();
        buckets.values().removeIf(Collection::isEmpty);
        call.rows.forEach(row -> perishable.computeIfPresent(row.group, (group, left) -> left == 1 ? null : left - 1));
        return call.rows;
    }

    /** Returns when the next bucket becomes ready if no row comes. */
    OptionalLong nextDue() {
        return buckets.values().stream()
                .map(PriorityQueue::element)
                .min(BY_TIME)
                .map(row -> OptionalLong.of(row.group.due))
                .orElse(OptionalLong.empty());
    }

    private boolean ready(int longest, PriorityQueue<Waiting> bucket, long now) {
        return now - bucket.element().group.due >= 0
                || bucket.size() >= limits.maxRows()
                || (long) bucket.size() * longest >= limits.maxTokens();
    }

    private static Waiting head(Map.Entry<Integer, PriorityQueue<Waiting>> bucket) {
        return bucket.getValue().element();
    }

    /** Four buckets to an octave: a row of more than 16 tokens is padded by less than a quarter of its length. */
    static int bucket(int length) {
        int step = Math.max(4, Integer.highestOneBit(Math.max(1, length - 1)) / 4);
        return (length + step - 1) / step * step;
    }

    private final class Call {
        final List<Waiting> rows = new ArrayList<>();
        private final int limit =
                Math.min(limits.maxRows(), Math.max(SMALLEST_SHARE, (size + limits.workers() - 1) / limits.workers()));
        private int longest;
        private int spared = MOST_PADDING;

        void fill(PriorityQueue<Waiting> bucket) {
            while (!bucket.isEmpty() && fits(bucket.element())) {
                take(bucket);
            }
        }

        void fillUp(PriorityQueue<Waiting> shorter) {
            while (!shorter.isEmpty() && fits(shorter.element())) {
                spared -= longest - shorter.element().length();
                if (spared < 0) {
                    return;
                }
                take(shorter);
            }
        }

        private boolean fits(Waiting row) {
            return rows.isEmpty()
                    || (rows.size() < limit
                            && (long) Math.max(longest, row.length()) * (rows.size() + 1) <= limits.maxTokens());
        }

        private void take(PriorityQueue<Waiting> bucket) {
            Waiting row = bucket.remove();
            longest = Math.max(longest, row.length());
            rows.add(row);
        }
    }
}
