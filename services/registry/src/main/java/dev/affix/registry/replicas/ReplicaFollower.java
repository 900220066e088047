package dev.affix.registry.replicas;

import dev.affix.contracts.DeadLetter;
import dev.affix.contracts.InvalidRecordException;
import dev.affix.contracts.Json;
import dev.affix.contracts.ReplicaReport;
import dev.affix.contracts.SourcePosition;
import dev.affix.contracts.Topics;
import dev.affix.kafka.ClientSettings;
import dev.affix.registry.outbox.RecordSender;
import dev.affix.registry.outbox.SendFailedException;
import dev.affix.registry.start.StartChecks;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.common.annotation.Identifier;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Reads the replicas' reports from the topic's beginning, on a thread of its own, while the application runs. After a
 * failure of the broker it reads them again.
 */
@ApplicationScoped
class ReplicaFollower {
    static final TopicPartition PARTITION = new TopicPartition(Topics.REPLICAS.topicName(), 0);

    private static final Logger LOG = Logger.getLogger(ReplicaFollower.class);
    private static final Duration POLL = Duration.ofMillis(500);
    private static final long AFTER_FAILURE_MILLIS = 500;

    private final Map<String, Object> kafka;
    private final Replicas replicas;
    private final RecordSender sender;
    private final MeterRegistry meters;
    private final Clock clock;
    private final Thread thread = new Thread(this::run, "replica-follower");
    private final Object news = new Object();
    private long position;
    private long polls;
    private volatile boolean stopping;
    private volatile @Nullable Consumer<byte[], byte[]> current;

    ReplicaFollower(
            @Identifier("default-kafka-broker") Map<String, Object> kafka,
            Replicas replicas,
            RecordSender sender,
            MeterRegistry meters,
            Clock clock) {
        this.kafka = kafka;
        this.replicas = replicas;
        this.sender = sender;
        this.meters = meters;
        this.clock = clock;
        thread.setDaemon(true);
    }

    void start(@Observes @Priority(StartChecks.PRIORITY + 1) StartupEvent event) {
        thread.start();
    }

    void stop(@Observes ShutdownEvent event) throws InterruptedException {
        stopping = true;
        Consumer<byte[], byte[]> running = current;
        if (running != null) {
            running.wakeup();
        }
        thread.join(5_000);
        thread.interrupt();
    }

    /** Returns the offset before which all reports were taken in. */
    long position() {
        synchronized (news) {
            return position;
        }
    }

    /** Returns how often reports were looked for, to be given to {@link #awaitNews}. */
    long polls() {
        synchronized (news) {
            return polls;
        }
    }

    /** Waits until reports were looked for more often than that, or the time passed. */
    void awaitNews(long polls, Duration limit) throws InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        synchronized (news) {
            for (long left = limit.toMillis(); this.polls == polls && left > 0; ) {
                news.wait(left);
                left = (deadline - System.nanoTime()) / 1_000_000;
            }
        }
    }

    private void run() {
        boolean said = false;
        while (!stopping) {
            try (Consumer<byte[], byte[]> consumer = consumer()) {
                current = consumer;
                consumer.assign(List.of(PARTITION));
                consumer.seekToBeginning(List.of(PARTITION));
                while (!stopping) {
                    poll(consumer);
                    said = false;
                }
            } catch (WakeupException | InterruptException | InterruptedException e) {
                return;
            } catch (SendFailedException | RuntimeException e) {
                if (!said) {
                    LOG.warnf("Reports of replicas are read again until it works: %s", e.getMessage());
                    said = true;
                }
                pause();
            }
        }
    }

    private void poll(Consumer<byte[], byte[]> consumer) throws SendFailedException, InterruptedException {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
            take(record);
        }
        long read = consumer.position(PARTITION);
        synchronized (news) {
            position = read;
            polls++;
            news.notifyAll();
        }
    }

    private void take(ConsumerRecord<byte[], byte[]> record) throws SendFailedException, InterruptedException {
        String key = record.key() == null ? "" : new String(record.key(), StandardCharsets.UTF_8);
        if (record.value() == null) {
            replicas.stopped(key);
            return;
        }
        try {
            ReplicaReport report = Json.read(record.value(), ReplicaReport.class);
            if (!report.replica().equals(key)) {
                throw new InvalidRecordException(
                        DeadLetter.Reason.KEY_MISMATCH,
                        "replica",
                        "ReplicaReport: the record's key is '" + key + "' but field 'replica' is '" + report.replica()
                                + "'");
            }
            replicas.report(report, clock.instant());
        } catch (InvalidRecordException e) {
            ProducerRecord<byte[], byte[]> letter = new ProducerRecord<>(
                    Topics.REPLICAS_DLQ.topicName(), null, record.key(), record.value(), record.headers());
            DeadLetter.headers("registry", record.topic(), new SourcePosition(record.partition(), record.offset()), e)
                    .forEach((name, value) -> letter.headers().add(name, value));
            sender.send(letter);
            meters.counter("affix.registry.dead.letters", "reason", e.reason().code())
                    .increment();
        }
    }

    private Consumer<byte[], byte[]> consumer() {
        Map<String, Object> properties = new HashMap<>(ClientSettings.consumer(kafka));
        properties.put(ConsumerConfig.CLIENT_ID_CONFIG, "affix-registry-replicas");
        properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        return new KafkaConsumer<>(properties);
    }

    private static void pause() {
        try {
            Thread.sleep(AFTER_FAILURE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
