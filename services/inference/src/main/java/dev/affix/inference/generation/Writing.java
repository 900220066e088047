package dev.affix.inference.generation;

import dev.affix.prefix.generation.QueueFullException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.IntConsumer;
import java.util.function.LongSupplier;

/**
 * Has the decoder write the texts of Kafka's requests beside those of HTTP's callers. They are patient: where the decoder's queue is full
 * they wait, and each goes on until it is done, however long that takes. Only so many are with the decoder at a time, so that callers of
 * HTTP keep their share of it; the others wait here, first come, first served.
 *
 * <p>Lifecycle: {@link #close} once, after which nothing is taken and whatever was not done has failed. Thread-safe. Its lock is taken by
 * the thread that generates, while it tells of a text's end; under the lock the model is given texts, but never waited for.
 */
public final class Writing implements AutoCloseable {
    /** When to ask a decoder again whose queue was full of others' texts: each step may free a place, and a step takes about so long. */
    private static final Executor LATER = CompletableFuture.delayedExecutor(10, TimeUnit.MILLISECONDS, Runnable::run);

    private final TextModel model;
    private final int rows;
    private final int queue;
    private final LongSupplier nanos;
    private final IntConsumer tokens;
    private final ReentrantLock lock = new ReentrantLock();
    private final Deque<Draft> waiting = new ArrayDeque<>();
    /** Those that the model has. */
    private final Set<Draft> begun = new HashSet<>();

    private boolean retrying;
    private boolean closed;

    /**
     * Creates one.
     *
     * @param rows texts that the model has at the same time, at most; at least 1
     * @param queue texts that wait here before there is no room for more; at least 1 may in any case
     * @param nanos a monotonic clock
     * @param tokens hears how many tokens a text has that has ended; called by the thread that generates
     */
    public Writing(TextModel model, int rows, int queue, LongSupplier nanos, IntConsumer tokens) {
        this.model = model;
        this.rows = rows;
        this.queue = Math.max(1, queue);
        this.nanos = nanos;
        this.tokens = tokens;
    }

    /** Returns the model. */
    public TextModel model() {
        return model;
    }

    /** Returns how many texts wait here. */
    public int waiting() {
        lock.lock();
        try {
            return waiting.size();
        } finally {
            lock.unlock();
        }
    }

    /** Returns whether more should come. Callers of {@link #submit} stop where they should not. */
    public boolean hasRoom() {
        return waiting() <= queue;
    }

    /**
     * Takes texts, room or not.
     *
     * @throws IllegalStateException if this is closed
     */
    public Drafts submit(List<TextRequest> requests) {
        Drafts group = new Drafts(this, requests, now());
        if (requests.isEmpty()) {
            return group;
        }
        lock.lock();
        try {
            if (closed) {
                throw new IllegalStateException("The service is stopping");
            }
            waiting.addAll(group.all);
            fill();
        } finally {
            lock.unlock();
        }
        return group;
    }

    long now() {
        return nanos.getAsLong();
    }

    /** The model is done with a text. */
    void left(Draft draft, int generated) {
        tokens.accept(generated);
        lock.lock();
        try {
            begun.remove(draft);
            fill();
        } finally {
            lock.unlock();
        }
    }

    /** Nobody wants these texts any more. Those that the model has leave before its next step and count as its until then. */
    void drop(Drafts group) {
        lock.lock();
        try {
            waiting.removeAll(group.all);
            begun.stream().filter(draft -> draft.group == group).toList().forEach(Draft::cancel);
        } finally {
            lock.unlock();
        }
    }

    private void fill() {
        while (begun.size() < rows && !waiting.isEmpty()) {
            Draft next = waiting.remove();
            begun.add(next);
            try {
                next.begin(model);
            } catch (QueueFullException e) {
                begun.remove(next);
                waiting.addFirst(next);
                fillLater();
                return;
            } catch (RuntimeException e) {
                begun.remove(next);
                next.group.fail(e);
            }
        }
    }

    private void fillLater() {
        if (!retrying) {
            retrying = true;
            LATER.execute(() -> {
                lock.lock();
                try {
                    retrying = false;
                    fill();
                } finally {
                    lock.unlock();
                }
            });
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            List<Draft> left = new ArrayList<>(waiting);
            left.addAll(begun);
            left.forEach(draft -> draft.group.fail(new IllegalStateException("The service is stopping")));
        } finally {
            lock.unlock();
        }
    }
}
