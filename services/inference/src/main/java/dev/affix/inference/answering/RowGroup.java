package dev.affix.inference.answering;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

/** Rows of one caller: answered all together, or not at all. Times are of the monotonic clock, in nanoseconds. */
final class RowGroup {
    final List<Row> rows;
    /** When they were asked. */
    final long asked;
    /** When they have waited long enough for company. */
    final long due;
    /** When an answer is of no use any more, if {@link #perishable}. */
    final long expires;

    final boolean perishable;
    final CompletableFuture<List<RowAnswer>> answered = new CompletableFuture<>();
    private final RowAnswer[] answers;
    private final AtomicInteger left;

    private RowGroup(List<Row> rows, long asked, long due, long expires, boolean perishable) {
        this.rows = List.copyOf(rows);
        this.asked = asked;
        this.due = due;
        this.expires = expires;
        this.perishable = perishable;
        this.answers = new RowAnswer[rows.size()];
        this.left = new AtomicInteger(rows.size());
    }

    /** Rows that need no company and wait as long as it takes. */
    static RowGroup patient(List<Row> rows, long asked) {
        return new RowGroup(rows, asked, asked, 0, false);
    }

    /** Rows that wait for company up to {@code delay}, and for an answer up to {@code deadline}. */
    static RowGroup perishable(List<Row> rows, long asked, long delay, long deadline) {
        return new RowGroup(rows, asked, asked + Math.min(delay, deadline), asked + deadline, true);
    }

    boolean expired(long now) {
        return perishable && now - expires >= 0;
    }

    /** Notes one row's answer; the last one completes {@link #answered}. */
    void answer(int row, RowAnswer answer) {
        answers[row] = answer;
        if (left.decrementAndGet() == 0) {
            answered.complete(List.of(answers));
        }
    }
}
