package dev.affix.inference.stream;

import dev.affix.contracts.Topics;
import dev.affix.inference.answering.Outcome;
import dev.affix.inference.answering.Predictor;
import dev.affix.inference.meters.Counts;
import dev.affix.inference.roster.Readiness;
import dev.affix.inference.roster.Roster;
import dev.affix.inference.roster.Rosters;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
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
 * Requests in, predictions and dead letters out, exactly once: the results of a poll and its offsets are one Kafka
 * transaction, so a reader of committed records sees each request's outcome once, through crashes and rebalances.
 *
 * <p>A poll's records are answered before the next poll, so partitions never move in the middle of a transaction. While
 * the gate is closed the partitions are paused: nothing is fetched. When anything fails, the transaction is rolled back,
 * the consumer returns to the committed offsets and the same records are answered again, after a pause that grows to 5 s.
 *
 * <p>One thread runs it; {@link #stop} and {@link #failures} may be called by others.
 */
final class RequestLoop implements Runnable {
    private static final Logger LOG = Logger.getLogger(RequestLoop.class);
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration POLL_CLOSED = Duration.ofMillis(50);
    private static final Duration CLOSE = Duration.ofSeconds(5);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

    private final Consumer<byte[], byte[]> consumer;
    private final Supplier<Producer<byte[], byte[]>> producers;
    private final Predictor predictor;
    private final Rosters rosters;
    private final Readiness readiness;
    private final Counts counts;
    private volatile boolean stopping;
    private final AtomicInteger failures = new AtomicInteger();

    RequestLoop(
            Consumer<byte[], byte[]> consumer,
            Supplier<Producer<byte[], byte[]>> producers,
            Predictor predictor,
            Rosters rosters,
            Readiness readiness,
            Counts counts) {
        this.consumer = consumer;
        this.producers = producers;
        this.predictor = predictor;
        this.rosters = rosters;
        this.readiness = readiness;
        this.counts = counts;
    }

    /** Ends the loop after the batch in hand. */
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
            consumer.subscribe(List.of(Topics.REQUESTS.topicName()), new PauseNewPartitions());
            while (!stopping) {
                // A new producer with the same transactional id ends whatever its predecessor left open.
                Producer<byte[], byte[]> producer = producers.get();
                try {
                    producer.initTransactions();
                    returnToCommitted();
                    consume(producer);
                } catch (WakeupException e) {
                    LOG.debug("Woken up to stop");
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
                    producer.close(CLOSE);
                }
            }
        }
    }

    private void consume(Producer<byte[], byte[]> producer) {
        while (!stopping) {
            boolean open = readiness.open();
            if (open) {
                consumer.resume(consumer.paused());
            } else {
                consumer.pause(consumer.assignment());
            }
            RequestBatch batch = new RequestBatch(consumer.poll(open ? POLL : POLL_CLOSED));
            if (batch.size() > 0) {
                answer(batch, producer);
            }
            counts.lag(lag());
        }
    }

    @SuppressWarnings("FutureReturnValueIgnored") // commitTransaction throws if a send failed.
    private void answer(RequestBatch batch, Producer<byte[], byte[]> producer) {
        long started = System.nanoTime();
        List<Outcome> outcomes;
        try (Rosters.Lease lease = rosters.lease()) {
            Roster roster = lease.roster();
            if (!roster.canAnswer()) {
                // The last experiment stopped between the look at the gate and here: the records wait for the next one.
                batch.starts().forEach(consumer::seek);
                return;
            }
            outcomes = predictor.predict(batch.requests(), roster);
        }
        Duration computed = Duration.ofNanos(System.nanoTime() - started);
        producer.beginTransaction();
        batch.results(outcomes).forEach(producer::send);
        producer.sendOffsetsToTransaction(batch.ends(), consumer.groupMetadata());
        producer.commitTransaction();
        failures.set(0);
        count(batch, outcomes, computed);
    }

    private void count(RequestBatch batch, List<Outcome> outcomes, Duration computed) {
        counts.batch(batch.size(), computed);
        for (Outcome outcome : outcomes) {
            if (outcome instanceof Outcome.Answered answered) {
                counts.answered(answered.prediction());
            } else if (outcome instanceof Outcome.Refused refused) {
                counts.deadLetter(refused.problem().reason());
            }
        }
    }

    private void returnToCommitted() {
        Set<TopicPartition> assigned = consumer.assignment();
        Map<TopicPartition, OffsetAndMetadata> committed = consumer.committed(assigned);
        for (TopicPartition partition : assigned) {
            OffsetAndMetadata offset = committed.get(partition);
            if (offset == null) {
                consumer.seekToBeginning(List.of(partition));
            } else {
                consumer.seek(partition, offset);
            }
        }
    }

    private long lag() {
        return consumer.assignment().stream()
                .mapToLong(partition -> consumer.currentLag(partition).orElse(0))
                .sum();
    }

    private static boolean pointless(RuntimeException e) {
        return e instanceof FencedInstanceIdException
                || e instanceof ProducerFencedException
                || e instanceof AuthorizationException
                || e instanceof UnsupportedVersionException
                || (e instanceof KafkaException && e.getCause() instanceof ProducerFencedException);
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

    /** A partition that comes while the gate is closed must not be fetched before the next look at the gate. */
    private final class PauseNewPartitions implements ConsumerRebalanceListener {
        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
            if (!readiness.open()) {
                consumer.pause(partitions);
            }
        }

        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
            // Nothing is in flight between polls.
        }
    }
}
