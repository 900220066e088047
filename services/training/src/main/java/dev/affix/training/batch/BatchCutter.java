package dev.affix.training.batch;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Cuts one arm's batches out of a log: round robin over the partitions, each batch the next {@code batchSize} examples of
 * one partition in offset order, waiting for that partition while it has fewer. So the sequence of batches is a function
 * of the log's contents, whatever the order of arrival. The price: with several partitions a short stream learns late,
 * because a batch needs {@code batchSize} examples of one partition. Not thread-safe.
 *
 * @param <E> an example
 */
public final class BatchCutter<E> {
    private final ExampleLog<E> log;
    private final int batchSize;
    private Cursor cursor;

    /** Creates one that goes on from a cursor. */
    public BatchCutter(ExampleLog<E> log, int batchSize, Cursor cursor) {
        if (cursor.partitions() != log.partitions()) {
            throw new IllegalArgumentException(
                    "The cursor has " + cursor.partitions() + " partitions, the log " + log.partitions());
        }
        this.log = log;
        this.batchSize = batchSize;
        this.cursor = cursor;
    }

    /** Returns how far it has come. */
    public Cursor cursor() {
        return cursor;
    }

    /** Returns whether the next batch is complete. */
    public boolean ready() {
        return upcoming().size() == batchSize;
    }

    /**
     * Takes the next batch.
     *
     * @throws IllegalStateException if it is not {@link #ready}
     */
    public List<E> next() {
        List<Map.Entry<Long, E>> batch = upcoming();
        if (batch.size() < batchSize) {
            throw new IllegalStateException("Partition " + cursor.next() + " has only " + batch.size() + " examples");
        }
        cursor = cursor.after(batch.get(batchSize - 1).getKey() + 1);
        return batch.stream().map(Map.Entry::getValue).toList();
    }

    private List<Map.Entry<Long, E>> upcoming() {
        List<Map.Entry<Long, E>> upcoming = new ArrayList<>(batchSize);
        for (Map.Entry<Long, E> entry :
                log.from(cursor.next(), cursor.offset(cursor.next())).entrySet()) {
            if (upcoming.size() == batchSize) {
                break;
            }
            upcoming.add(Map.entry(entry.getKey(), entry.getValue()));
        }
        return upcoming;
    }
}
