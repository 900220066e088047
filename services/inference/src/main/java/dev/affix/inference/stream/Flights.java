package dev.affix.inference.stream;

import dev.affix.inference.answering.Outcome;
import dev.affix.inference.answering.Predictor;
import dev.affix.inference.roster.Rosters;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Batches that the engine has and no transaction has committed, oldest first. Not thread-safe.
 *
 * <p>At most as many records as four full batches have: while the oldest is being committed the engine has the others. Two do not keep it
 * busy: rows of both share its calls, so they end at about the same time. Records are counted and not batches, because a stream that does
 * not come in bursts is read a record or two at a time: four of those would leave the engine calls of one row.
 */
final class Flights {
    private static final int FULL_BATCHES = 4;

    private final Deque<Flight> flights = new ArrayDeque<>();
    private final int maxBatch;
    private int records;

    /**
     * One batch.
     *
     * @param lease keeps the versions that answer it
     * @param asked what the engine has of it
     * @param started when, of the monotonic clock
     */
    record Flight(RequestBatch batch, Rosters.Lease lease, Predictor.Asked asked, long started) {
        /** Waits for the outcomes; the versions may leave then. */
        Landed land() {
            try (lease) {
                List<Outcome> outcomes = asked.outcomes();
                return new Landed(batch, outcomes, Duration.ofNanos(System.nanoTime() - started));
            }
        }
    }

    /**
     * A batch with its outcomes.
     *
     * @param computed time from its records to the outcomes
     */
    record Landed(RequestBatch batch, List<Outcome> outcomes, Duration computed) {}

    /**
     * Creates none.
     *
     * @param maxBatch records of a batch, at most
     */
    Flights(int maxBatch) {
        this.maxBatch = maxBatch;
    }

    boolean isEmpty() {
        return flights.isEmpty();
    }

    /** Returns whether another batch could be too much. */
    boolean full() {
        return records > (FULL_BATCHES - 1) * maxBatch;
    }

    void add(RequestBatch batch, Rosters.Lease lease, Predictor.Asked asked) {
        records += batch.size();
        flights.add(new Flight(batch, lease, asked, System.nanoTime()));
    }

    /** Returns whether {@link #land} need not wait. */
    boolean landed() {
        return !flights.isEmpty() && flights.element().asked.answered();
    }

    /** Returns whether {@link #land} could wait for minutes: the oldest has texts that are not done. */
    boolean writing() {
        return !flights.isEmpty() && flights.element().asked.writing();
    }

    /** Removes the oldest, waiting for its outcomes, and those behind it that are there already. */
    List<Landed> land() {
        List<Landed> all = new ArrayList<>();
        do {
            all.add(remove().land());
        } while (landed());
        return all;
    }

    /**
     * Forgets all, once the engine is done with their labels: their records will be read again. Texts are not waited for.
     *
     * @return them, oldest first
     */
    List<RequestBatch> abandon() {
        List<RequestBatch> abandoned = new ArrayList<>();
        flights.forEach(flight -> flight.asked.cancel());
        while (!flights.isEmpty()) {
            Flight flight = remove();
            abandoned.add(flight.batch);
            try {
                flight.land();
            } catch (RuntimeException e) {
                // They are answered again, and fail again if something is wrong with them.
            }
        }
        return abandoned;
    }

    private Flight remove() {
        Flight oldest = flights.remove();
        records -= oldest.batch.size();
        return oldest;
    }
}
