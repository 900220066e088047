package dev.affix.inference.answering;

import dev.affix.contracts.AnswerCost;
import dev.affix.inference.answering.OverloadedException.Reason;
import dev.affix.inference.answering.RowQueue.Waiting;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/**
 * Answers the rows of all callers, in calls of the engine that they share. A row's answer does not depend on the company it was
 * computed in.
 *
 * <p>Rows wait in a {@link RowQueue}; each worker is a thread that takes the next call from it. Where a call fails, the callers that
 * shared it are computed apart, so that only those whose own rows are at fault get the failure.
 *
 * <p>Lifecycle: {@link #open}, then {@link #close} once, which answers what waits. Thread-safe.
 */
public final class Answering implements AutoCloseable {
    private final Model model;
    private final BatchLimits limits;
    private final LongSupplier nanos;
    private final CallObserver observer;
    private final RowQueue queue;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final List<Thread> workers = new ArrayList<>();
    private boolean closed;

    private Answering(Model model, BatchLimits limits, LongSupplier nanos, CallObserver observer) {
        this.model = model;
        this.limits = limits;
        this.nanos = nanos;
        this.observer = observer;
        this.queue = new RowQueue(limits);
    }

    /**
     * Starts the workers.
     *
     * @param nanos a monotonic clock
     */
    public static Answering open(Model model, BatchLimits limits, LongSupplier nanos, CallObserver observer) {
        Answering answering = new Answering(model, limits, nanos, observer);
        for (int i = 1; i <= limits.workers(); i++) {
            Thread worker = new Thread(answering::work, "affix-engine-" + i);
            worker.setDaemon(true);
            answering.workers.add(worker);
        }
        answering.workers.forEach(Thread::start);
        return answering;
    }

    /** Returns the model. */
    public Model model() {
        return model;
    }

    /** Returns the number of rows that wait for a worker. */
    public int waiting() {
        lock.lock();
        try {
            return queue.size();
        } finally {
            lock.unlock();
        }
    }

    /** Returns whether a row more may wait. Callers of {@link #submit} stop where it may not. */
    public boolean hasRoom() {
        lock.lock();
        try {
            return queue.hasRoom(1);
        } finally {
            lock.unlock();
        }
    }

    /** Returns whether a call that is worth a worker waits for each of them. */
    boolean saturated() {
        return waiting() >= limits.workers() * RowQueue.SMALLEST_SHARE;
    }

    /**
     * Takes rows, room or not, that wait for an answer as long as it takes. The future has the answers in the rows' order; it fails with
     * {@link IllegalStateException} if a row's adapter is not resident.
     */
    public CompletableFuture<List<RowAnswer>> submit(List<Row> rows) {
        if (rows.isEmpty()) {
            return CompletableFuture.completedFuture(List.of());
        }
        return add(RowGroup.patient(rows, nanos.getAsLong()));
    }

    /**
     * Answers rows, in their order, and waits for it.
     *
     * @param deadline how long they may wait for a worker; once begun they are answered
     * @throws OverloadedException if there is no room for them, or the time has passed
     * @throws IllegalStateException if a row's adapter is not resident
     */
    public List<RowAnswer> answer(List<Row> rows, Duration deadline) {
        if (rows.isEmpty()) {
            return List.of();
        }
        return join(
                add(RowGroup.perishable(rows, nanos.getAsLong(), limits.delay().toNanos(), deadline.toNanos())));
    }

    /** Waits for answers, and throws what went wrong as it is. */
    static <T> T join(CompletableFuture<T> answers) {
        try {
            return answers.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw e;
        }
    }

    private CompletableFuture<List<RowAnswer>> add(RowGroup group) {
        lock.lock();
        try {
            if (closed) {
                throw new IllegalStateException("The service is stopping");
            }
            if (group.perishable && !queue.hasRoom(group.rows.size())) {
                observer.turnedAway(Reason.FULL);
                throw new OverloadedException(
                        Reason.FULL,
                        "The service is busy: " + queue.size() + " texts wait, and at most " + limits.maxWaiting()
                                + " may; try again later");
            }
            queue.add(group);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        return group.answered;
    }

    private void work() {
        for (List<Waiting> call = next(); !call.isEmpty(); call = next()) {
            compute(call);
        }
    }

    /** Waits for the next call; none is left once this is closed and empty. */
    private List<Waiting> next() {
        lock.lock();
        try {
            while (true) {
                long now = nanos.getAsLong();
                queue.expired(now).forEach(this::expire);
                List<Waiting> call = queue.take(now, closed);
                if (!call.isEmpty() || closed) {
                    return call;
                }
                OptionalLong due = queue.nextDue();
                if (due.isEmpty()) {
                    changed.await();
                } else if (due.getAsLong() - now > 0) {
                    changed.awaitNanos(due.getAsLong() - now);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return List.of();
        } finally {
            lock.unlock();
        }
    }

    private void expire(RowGroup group) {
        observer.turnedAway(Reason.EXPIRED);
        long waited = Duration.ofNanos(group.expires - group.asked).toMillis();
        group.answered.completeExceptionally(new OverloadedException(
                Reason.EXPIRED, "The service is busy: no worker was free within " + waited + " ms; try again later"));
    }

    private void compute(List<Waiting> call) {
        try {
            answer(call);
        } catch (RuntimeException | Error e) {
            Map<RowGroup, List<Waiting>> apart = new LinkedHashMap<>();
            call.forEach(row ->
                    apart.computeIfAbsent(row.group(), any -> new ArrayList<>()).add(row));
            if (apart.size() == 1) {
                fail(call.get(0).group(), e);
            } else {
                apart.values().forEach(this::compute);
            }
        }
    }

    private void answer(List<Waiting> call) {
        long begun = nanos.getAsLong();
        List<float[]> answers = model.answer(call.stream().map(Waiting::row).toList());
        long computed = nanos.getAsLong() - begun;
        int tokens = 0;
        int longest = 0;
        for (Waiting row : call) {
            observer.waited(Duration.ofNanos(begun - row.group().asked));
            tokens += row.length();
            longest = Math.max(longest, row.length());
        }
        observer.called(call.size(), tokens, longest * call.size() - tokens, Duration.ofNanos(computed));
        for (int i = 0; i < answers.size(); i++) {
            Waiting row = call.get(i);
            long waited = Math.max(0, begun - row.group().asked);
            AnswerCost cost = new AnswerCost(micros(waited), micros(Math.max(0, computed)), call.size(), row.length());
            row.group().answer(row.index(), new RowAnswer(answers.get(i), cost));
        }
    }

    private static long micros(long nanos) {
        return TimeUnit.NANOSECONDS.toMicros(nanos);
    }

    private void fail(RowGroup group, Throwable problem) {
        lock.lock();
        try {
            queue.remove(group);
        } finally {
            lock.unlock();
        }
        group.answered.completeExceptionally(problem);
    }

    /** Turns callers away, answers what waits, and waits for the workers. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        try {
            for (Thread worker : workers) {
                worker.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
