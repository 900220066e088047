package dev.affix.inference.follow;

import dev.affix.contracts.CloudEvents;
import dev.affix.contracts.Json;
import dev.affix.contracts.ReplicaReport;
import dev.affix.contracts.ReplicaReport.RefusedVersion;
import dev.affix.contracts.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Tells what this replica has applied: at once when that changes, else every second, so that whoever waits for it knows
 * that it lives. On a thread of its own: a slow download must not look like death.
 *
 * <p>Lifecycle: {@link #announce} first, {@link #applied} as often as anything changes, {@link #close} once, which says that the
 * replica has stopped.
 */
final class Reporter implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(Reporter.class);
    private static final Duration PERIOD = Duration.ofSeconds(1);
    private static final Applied NOTHING = new Applied(0, 0, List.of(), List.of());

    private final String replica;
    private final Producer<byte[], byte[]> producer;
    private final Clock clock;
    private final Thread thread = new Thread(this::run, "affix-reporter");
    private Applied current = NOTHING;
    private @Nullable Applied reported;
    private boolean announced;
    private boolean closed;

    /**
     * What is applied.
     *
     * @param adapters records of the adapters' topic before this offset
     * @param experiments records of the experiments' topic before this offset
     * @param pending digests that are asked for and not resident
     * @param refused digests that failed a check and do not answer
     */
    record Applied(long adapters, long experiments, List<String> pending, List<RefusedVersion> refused) {}

    /**
     * Creates one.
     *
     * @param replica the replica's name
     * @param producer where reports go; closed with this
     */
    Reporter(String replica, Producer<byte[], byte[]> producer, Clock clock) {
        this.replica = replica;
        this.producer = producer;
        this.clock = clock;
        thread.setDaemon(true);
    }

    /**
     * Says that this replica is there and has applied nothing, and returns when the broker has it. Does nothing the second time.
     *
     * <p>Call it before looking for the ends of the topics that must be read before the first answer: who waits for a change reads the
     * reports after the change is written, so it either hears of this replica or knows that those ends are behind the change.
     *
     * @throws KafkaException if the broker did not acknowledge it
     */
    void announce() throws InterruptedException {
        if (!announced) {
            send(NOTHING);
            announced = true;
            thread.start();
        }
    }

    /** So much is applied now. */
    synchronized void applied(Applied now) {
        if (!now.equals(current)) {
            current = now;
            notifyAll();
        }
    }

    private void run() {
        boolean failed = false;
        try {
            for (Applied next = next(); next != null; next = next()) {
                try {
                    send(next);
                    failed = false;
                } catch (KafkaException e) {
                    if (!failed) {
                        LOG.warnf("Reports of this replica do not reach the broker: %s", e.getMessage());
                    }
                    failed = true;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Waits for a change or the next second; null when it is over. */
    private synchronized @Nullable Applied next() throws InterruptedException {
        long deadline = System.nanoTime() + PERIOD.toNanos();
        while (!closed && current.equals(reported)) {
            long left = (deadline - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                break;
            }
            wait(left);
        }
        reported = current;
        return closed ? null : current;
    }

    private void send(Applied applied) throws InterruptedException {
        Instant now = clock.instant();
        ReplicaReport report = new ReplicaReport(
                replica, applied.adapters, applied.experiments, applied.pending, applied.refused, now);
        ProducerRecord<byte[], byte[]> message = message(Json.write(report));
        CloudEvents.headers(Topics.REPLICAS, UUID.randomUUID().toString(), "inference", now)
                .forEach((name, value) -> message.headers().add(name, value));
        deliver(message);
    }

    private void deliver(ProducerRecord<byte[], byte[]> message) throws InterruptedException {
        try {
            producer.send(message).get();
        } catch (ExecutionException e) {
            throw new KafkaException("No acknowledgement from " + message.topic(), e.getCause());
        }
    }

    private ProducerRecord<byte[], byte[]> message(byte @Nullable [] value) {
        return new ProducerRecord<>(Topics.REPLICAS.topicName(), null, replica.getBytes(StandardCharsets.UTF_8), value);
    }

    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            notifyAll();
        }
        try {
            if (announced) {
                // A report behind the last word would bring the replica back to life.
                thread.join();
                deliver(message(null));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (KafkaException e) {
            LOG.warnf("Nobody hears that this replica stops: %s", e.getMessage());
        } finally {
            producer.close(Duration.ofSeconds(2));
        }
    }
}
