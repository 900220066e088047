package dev.affix.training.batch;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * The examples of one experiment that were read and not yet taken by every arm, by partition and offset. Memory is
 * bounded by the reader: it stops reading a partition that is {@link #full}. Not thread-safe.
 *
 * @param <E> an example
 */
public final class ExampleLog<E> {
    private final int capacity;
    private final List<NavigableMap<Long, E>> buffers = new ArrayList<>();
    private final long[] positions;

    /**
     * Creates an empty one.
     *
     * @param start per partition, the first offset to be read
     * @param maxBuffered examples of a partition that are enough to stop reading it
     * @param maxBatch the largest batch of any arm. Room for it is enough that arms of different batch sizes never block
     *     each other: an arm that waits for p has taken at least as much of every other partition as of p. Were A waiting
     *     for p, full of what B has not taken, and B for q, full of what A has not taken, then with room m and batches a
     *     and b: taken(A, p) > taken(B, p) + m - a and taken(A, q) < taken(B, q) + b - m, so 2m < a + b
     */
    public ExampleLog(List<Long> start, int maxBuffered, int maxBatch) {
        this.capacity = Math.max(maxBuffered, maxBatch);
        this.positions = start.stream().mapToLong(Long::longValue).toArray();
        for (int i = 0; i < positions.length; i++) {
            buffers.add(new TreeMap<>());
        }
    }

    /** Returns the number of partitions. */
    public int partitions() {
        return positions.length;
    }

    /** Returns the first offset of a partition that was not read. */
    public long position(int partition) {
        return positions[partition];
    }

    /** Takes in an example; one that was read before is ignored. */
    public void append(int partition, long offset, E example) {
        if (offset >= positions[partition]) {
            buffers.get(partition).put(offset, example);
            positions[partition] = offset + 1;
        }
    }

    /** Passes a record that is no example of this experiment. */
    public void skip(int partition, long offset) {
        positions[partition] = Math.max(positions[partition], offset + 1);
    }

    /** Returns whether enough of a partition is buffered. */
    public boolean full(int partition) {
        return buffers.get(partition).size() >= capacity;
    }

    /** Returns how many buffered examples come at or after a cursor. */
    public long ahead(Cursor cursor) {
        long ahead = 0;
        for (int i = 0; i < positions.length; i++) {
            ahead += buffers.get(i).tailMap(cursor.offset(i), true).size();
        }
        return ahead;
    }

    /** Lets go of what lies before every one of the cursors. */
    public void forget(Collection<Cursor> cursors) {
        for (int i = 0; i < positions.length; i++) {
            int partition = i;
            long lowest = cursors.stream()
                    .mapToLong(cursor -> cursor.offset(partition))
                    .min()
                    .orElse(0);
            buffers.get(i).headMap(lowest, false).clear();
        }
    }

    NavigableMap<Long, E> from(int partition, long offset) {
        return buffers.get(partition).tailMap(offset, true);
    }
}
