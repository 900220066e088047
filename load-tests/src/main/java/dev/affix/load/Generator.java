package dev.affix.load;

import dev.affix.contracts.InferenceRequest;
import dev.affix.contracts.Json;
import dev.affix.contracts.Topics;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Sends requests on a schedule and takes the time of their predictions: one thread for each direction. */
public final class Generator {
    private final String bootstrapServers;
    private final Schedule schedule;
    private final List<String> texts;
    private final String runId;
    private final Duration linger;

    /**
     * Creates one.
     *
     * @param runId tells its requests from those of others
     * @param linger how long a request may wait for others to be sent with; part of its latency
     */
    public Generator(String bootstrapServers, Schedule schedule, List<String> texts, String runId, Duration linger) {
        this.bootstrapServers = bootstrapServers;
        this.schedule = schedule;
        this.texts = List.copyOf(texts);
        this.runId = runId;
        this.linger = linger;
    }

    /**
     * Runs the schedule.
     *
     * @param drain how long to wait for answers after the last send
     * @param progress told the number of requests sent, about once a second
     */
    public Report run(Duration drain, IntConsumer progress) throws InterruptedException {
        Recorder recorder = new Recorder(schedule);
        AtomicBoolean stop = new AtomicBoolean();
        CountDownLatch positioned = new CountDownLatch(1);
        // The receiver measures against the same clock origin as the sender; it is set before the first send.
        long origin = System.nanoTime() + Duration.ofSeconds(2).toNanos();
        Thread receiver = new Thread(() -> receive(recorder, origin, stop, positioned), "affix-load-receiver");
        receiver.start();
        try {
            positioned.await();
            send(recorder, origin, progress);
            long deadline = System.nanoTime() + drain.toNanos();
            while (!recorder.complete() && System.nanoTime() < deadline) {
                LockSupport.parkNanos(5_000_000);
            }
        } finally {
            stop.set(true);
            receiver.join();
        }
        return recorder.report();
    }

    @SuppressWarnings("FutureReturnValueIgnored") // The callback says what became of each record.
    private void send(Recorder recorder, long origin, IntConsumer progress) {
        Map<String, Object> config = Map.of(
                "bootstrap.servers",
                bootstrapServers,
                "acks",
                "all",
                "linger.ms",
                linger.toMillis(),
                "client.id",
                "affix-load");
        try (KafkaProducer<String, byte[]> producer =
                new KafkaProducer<>(config, new StringSerializer(), new ByteArraySerializer())) {
            producer.partitionsFor(Topics.Names.REQUESTS);
            for (int i = 0; i < schedule.total(); i++) {
                sleepUntil(origin + schedule.intendedNanos(i));
                String id = runId + "-" + i;
                byte[] value = Json.write(new InferenceRequest(id, texts.get(i % texts.size()), null, null));
                recorder.sent(i, System.nanoTime() - origin);
                producer.send(new ProducerRecord<>(Topics.Names.REQUESTS, id, value), (metadata, problem) -> {
                    if (problem != null) {
                        recorder.failed();
                    }
                });
                if (i % Math.max(1, (int) schedule.ratePerSecond()) == 0) {
                    progress.accept(i);
                }
            }
        }
    }

    private void receive(Recorder recorder, long origin, AtomicBoolean stop, CountDownLatch positioned) {
        Map<String, Object> config = Map.of(
                "bootstrap.servers",
                bootstrapServers,
                "isolation.level",
                "read_committed",
                "client.id",
                "affix-load-receiver");
        String prefix = runId + "-";
        try (KafkaConsumer<String, byte[]> consumer =
                new KafkaConsumer<>(config, new StringDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(Topics.Names.PREDICTIONS).stream()
                    .map(info -> new TopicPartition(info.topic(), info.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToEnd(partitions);
            partitions.forEach(consumer::position);
            positioned.countDown();
            while (!stop.get()) {
                for (ConsumerRecord<String, byte[]> record : consumer.poll(Duration.ofMillis(20))) {
                    if (record.key() != null && record.key().startsWith(prefix)) {
                        recorder.answered(
                                Integer.parseInt(record.key().substring(prefix.length())), System.nanoTime() - origin);
                    }
                }
            }
        } finally {
            positioned.countDown();
        }
    }

    private static void sleepUntil(long nanos) {
        for (long left = nanos - System.nanoTime(); left > 0; left = nanos - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }
}
