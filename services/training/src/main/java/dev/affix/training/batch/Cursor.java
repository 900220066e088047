package dev.affix.training.batch;

import dev.affix.contracts.OffsetRange;
import java.util.ArrayList;
import java.util.List;

/**
 * How far a {@link BatchCutter} has come. Two cutters with the same cursor and batch size cut the same batches from then
 * on. Immutable.
 *
 * @param next the partition that the next batch comes from
 * @param ranges per partition, in order from 0: where the first batch began to look, and the offset after the last record
 *     of a batch
 */
public record Cursor(int next, List<OffsetRange> ranges) {
    public Cursor {
        ranges = List.copyOf(ranges);
        for (int i = 0; i < ranges.size(); i++) {
            if (ranges.get(i).partition() != i) {
                throw new IllegalArgumentException(
                        "Range " + i + " is of partition " + ranges.get(i).partition());
            }
        }
        if (next < 0 || next >= ranges.size()) {
            throw new IllegalArgumentException("Next partition " + next + " of " + ranges.size());
        }
    }

    /** Returns the cursor of one who has cut nothing. */
    public static Cursor startingAt(List<Long> offsets) {
        List<OffsetRange> ranges = new ArrayList<>();
        for (int i = 0; i < offsets.size(); i++) {
            ranges.add(new OffsetRange(i, offsets.get(i), offsets.get(i)));
        }
        return new Cursor(0, ranges);
    }

    /** Returns the number of partitions. */
    public int partitions() {
        return ranges.size();
    }

    /** Returns the first offset of a partition that no batch has passed. */
    public long offset(int partition) {
        return ranges.get(partition).until();
    }

    /** Returns the cursor after a batch of the next partition that ends before {@code until}. */
    Cursor after(long until) {
        List<OffsetRange> moved = new ArrayList<>(ranges);
        moved.set(next, new OffsetRange(next, ranges.get(next).from(), until));
        return new Cursor((next + 1) % ranges.size(), moved);
    }
}
