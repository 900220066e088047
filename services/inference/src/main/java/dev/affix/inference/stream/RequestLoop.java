package dev.affix.inference.stream;

import dev.affix.contracts.Topics;
import dev.affix.inference.answering.Outcome;
import dev.affix.inference.answering.Predictor;
import dev.affix.inference.meters.Counts;
import dev.affix.inference.roster.Readiness;
import dev.affix.inference.roster.Roster;
import dev.affix.inference.roster.Rosters;
import dev.affix.inference.tracing.Traces;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.UnsupportedVersionException;
import org.apache.kafka.common.errors.WakeupException;
import org.jboss.logging.Logger;

/**
 * Requests in, predictions and dead letters out, exactly once: the results of a poll and its offsets are in one Kafka
 * transaction, so a reader of committed records sees each request's outcome once, through crashes and rebalances.
 *
 * <p>While batches are being committed the engine has the next: see {@link Flights}. Batches are committed in the order they were read in,
 * those that are answered at about the same time together. While more rows wait than make a call for each worker, the loop looks at the
 * broker every 20 ms only: what its fetches and transactions cost does not depend on what is in them. While the gate is closed, or the
 * engine has more than enough, the partitions are paused: nothing is fetched.
 *
 * <p>Partitions never move in the middle of a transaction: before they do, what was read from them is committed, or given back where its
 * texts are not done. While texts go on the loop keeps polling, so that its consumer stays in the group however long they take. When
 * anything fails, the transaction is rolled back, the consumer returns to the committed offsets and the same records are answered again,
 * after a pause that grows to 5 s.
 *
 * <p>One thread runs it; {@link #stop} and {@link #failures} may be called by others.
 */
final class RequestLoop implements Runnable {
    private static final Logger LOG = Logger.getLogger(RequestLoop.class);
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration POLL_CLOSED = Duration.ofMillis(50);
    private static final Duration POLL_IN_FLIGHT = Duration.ofMillis(2);
    /** Texts take seconds: nothing is won by looking more often. */
    private static final Duration POLL_WRITING = Duration.ofMillis(20);

    /** A loop whose engine has enough to do looks no more often: each fetch and each transaction costs the same whatever is in it. */
    private static final Duration APART = Duration.ofMillis(20);

    private static final Duration GLANCE = Duration.ofMillis(1);

    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

    private final Consumer<byte[], byte[]> consumer;
    private final Supplier<Producer<byte[], byte[]>> producers;
    private final Predictor predictor;
    private final Rosters rosters;
    private final Readiness readiness;
    private final Counts counts;
    private final Traces traces;
    private final Positions positions;
    private final Flights flights;
    private long looked = System.nanoTime();
    private volatile boolean stopping;
    private final AtomicInteger failures = new AtomicInteger();

    RequestLoop(
            Consumer<byte[], byte[]> consumer,
            Supplier<Producer<byte[], byte[]>> producers,
            int maxBatch,
            Predictor predictor,
            Rosters rosters,
            Readiness readiness,
            Counts counts,
            Traces traces) {
        this.consumer = consumer;
        this.positions = new Positions(consumer);
        this.producers = producers;
        this.flights = new Flights(maxBatch);
        this.predictor = predictor;
        this.rosters = rosters;
        this.readiness = readiness;
        this.counts = counts;
        this.traces = traces;
    }

    /** Ends the loop after the batches in hand; those that wait for texts are answered again by whoever comes next. */
    void stop() {
        stopping = true;
        consumer.wakeup();
    }

    /** Returns how many times in a row the loop failed; 0 when it works. */
    int failures() {
        return failures.get();
    }

    /** Runs until {@link #stop}. Throws if going on is pointless: another process has taken this one's identity. */
    @Override
    public void run() {
        try (consumer) {
            while (!stopping) {
                // A new producer with the same transactional id ends whatever its predecessor left open.
                try (Transactions transactions = new Transactions(producers.get(), consumer, traces)) {
                    consume(transactions);
                } catch (RuntimeException e) {
                    if (pointless(e)) {
                        throw e;
                    }
                    int count = failures.incrementAndGet();
                    counts.rolledBack();
                    LOG.errorf(
                            e, "A batch of requests was rolled back (failure %d in a row); answering it again", count);
                    backOff(count);
                } finally {
                    flights.abandon();
                }
            }
        }
    }

    private void consume(Transactions transactions) {
        transactions.begin();
        // Again after a failure: the topic stays the same, so only the listener changes.
        consumer.subscribe(List.of(Topics.REQUESTS.topicName()), new Rebalances(transactions));
        try {
            positions.returnToCommitted();
            while (!stopping) {
                step(transactions);
            }
        } catch (WakeupException e) {
            LOG.debug("Woken up to stop");
        }
        release(transactions);
    }

    private void step(Transactions transactions) {
        pace();
        // Labels are there soon and may be waited for; who waited for texts would be thrown out of the group.
        if (!flights.full() || flights.writing()) {
            boolean open = mayFetch();
            if (open) {
                consumer.resume(consumer.paused());
            } else {
                consumer.pause(consumer.assignment());
            }
            RequestBatch batch = new RequestBatch(consumer.poll(patience(open)));
            if (batch.size() > 0) {
                ask(batch);
            }
            counts.lag(positions.lag());
        }
        if (flights.landed()) {
            commit(transactions);
        }
        while (flights.full() && !flights.writing()) {
            commit(transactions);
        }
    }

    /** What comes while the engine has enough to do may as well be fetched, and what is answered be committed, together. */
    private void pace() {
        while (predictor.saturated() && System.nanoTime() - looked < APART.toNanos() && !stopping) {
            LockSupport.parkNanos(GLANCE.toNanos());
        }
        looked = System.nanoTime();
    }

    private boolean mayFetch() {
        return readiness.open() && predictor.hasRoom() && !flights.full();
    }

    /** While the engine computes, what comes meanwhile is to reach it soon, and so are its outcomes to be committed. */
    private Duration patience(boolean open) {
        if (!flights.isEmpty()) {
            return flights.writing() ? POLL_WRITING : POLL_IN_FLIGHT;
        }
        return open ? POLL : POLL_CLOSED;
    }

    private void ask(RequestBatch batch) {
        Rosters.Lease lease = rosters.lease();
        try {
            Roster roster = lease.roster();
            if (roster.canAnswer()) {
                flights.add(batch, lease, predictor.ask(batch.requests(), roster));
            } else {
                // The last experiment stopped between the look at the gate and here: the records wait for the next one.
                lease.close();
                positions.giveBack(List.of(batch));
            }
        } catch (RuntimeException e) {
            lease.close();
            throw e;
        }
    }

    /**
     * Ends what is in flight, for partitions that move or a loop that stops: what is answered, or will be soon, is committed. What waits
     * for texts is given back, and so is all behind it: neither the group nor whoever stops the service waits for minutes.
     */
    private void release(Transactions transactions) {
        while (!flights.isEmpty() && !flights.writing()) {
            commit(transactions);
        }
        positions.giveBack(flights.abandon());
    }

    private void commit(Transactions transactions) {
        List<Flights.Landed> batches = flights.land();
        transactions.commit(batches);
        failures.set(0);
        batches.forEach(this::count);
    }

    private void count(Flights.Landed landed) {
        counts.batch(landed.batch().size(), landed.computed());
        for (Outcome outcome : landed.outcomes()) {
            if (outcome instanceof Outcome.Answered answered) {
                counts.answered(answered.prediction());
            } else if (outcome instanceof Outcome.Refused refused) {
                counts.deadLetter(refused.problem().reason());
            }
        }
    }

    private static boolean pointless(RuntimeException e) {
        return e instanceof FencedInstanceIdException
                || e instanceof ProducerFencedException
                || e instanceof AuthorizationException
                || e instanceof UnsupportedVersionException
                || (e instanceof KafkaException && e.getCause() instanceof RuntimeException cause && pointless(cause));
    }

    private void backOff(int count) {
        long pause = Math.min(LONGEST_PAUSE.toMillis(), 100L << Math.min(count, 10));
        try {
            Thread.sleep(pause);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            stopping = true;
        }
    }

    private final class Rebalances implements ConsumerRebalanceListener {
        private final Transactions transactions;

        Rebalances(Transactions transactions) {
            this.transactions = transactions;
        }

        /** A partition that comes while nothing may be fetched must not be fetched before the next look. */
        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
            if (!mayFetch()) {
                consumer.pause(partitions);
            }
        }

        /** Partitions do not move before what was read from them is committed or given back. */
        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
            release(transactions);
        }

        /** Others answer these records already. */
        @Override
        public void onPartitionsLost(Collection<TopicPartition> partitions) {
            flights.abandon();
        }
    }
}
