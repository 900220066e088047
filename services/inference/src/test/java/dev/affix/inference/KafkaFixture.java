package dev.affix.inference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.affix.contracts.InvalidRecordException;
import dev.affix.contracts.Json;
import dev.affix.contracts.Prediction;
import dev.affix.embedded.EmbeddedBroker;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** A real broker with the topics of Affix, and the plain clients of a test. */
public final class KafkaFixture implements AutoCloseable {
    public static final int PARTITIONS = 2;

    private final EmbeddedBroker broker;
    private final KafkaProducer<byte[], byte[]> producer;
    private final AtomicReference<@Nullable Exception> lost = new AtomicReference<>();

    public KafkaFixture(Path directory) throws IOException {
        this(directory, PARTITIONS);
    }

    /** Starts a broker whose topics of requests and predictions have so many partitions. */
    public KafkaFixture(Path directory, int partitions) throws IOException {
        broker = EmbeddedBroker.start(directory, 0);
        broker.createTopics(partitions);
        producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", servers(), "acks", "all", "linger.ms", "0"),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    public String servers() {
        return broker.bootstrapServers();
    }

    /** Sends without waiting; {@link #flush} waits. */
    public void send(String topic, @Nullable String key, byte @Nullable [] value) {
        send(new ProducerRecord<>(topic, null, key == null ? null : utf8(key), value));
    }

    /** Sends a record as it is and waits for the broker. */
    public void sendNow(ProducerRecord<byte[], byte[]> record) throws InterruptedException {
        try {
            producer.send(record).get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Sends a record as it is without waiting; {@link #flush} waits. */
    @SuppressWarnings("FutureReturnValueIgnored") // The callback hears of a failure.
    public void send(ProducerRecord<byte[], byte[]> record) {
        producer.send(record, (taken, failure) -> {
            if (failure != null) {
                lost.compareAndSet(null, failure);
            }
        });
    }

    /** Waits until the broker has everything; fails if it did not take a record. */
    public void flush() {
        producer.flush();
        assertThat(lost.get()).as("why a record was not taken").isNull();
    }

    /** Reads the committed records of a topic from its beginning until there are so many; fails if the deadline passes before. */
    public List<ConsumerRecord<byte[], byte[]>> read(String topic, int count, Duration deadline) {
        List<ConsumerRecord<byte[], byte[]>> records = readUntil(topic, read -> read.size() >= count, deadline);
        assertThat(records).as("records of %s within %s", topic, deadline).hasSizeGreaterThanOrEqualTo(count);
        return records;
    }

    /** Reads the committed records of a topic from its beginning until they suffice, or the deadline passed. */
    public List<ConsumerRecord<byte[], byte[]>> readUntil(
            String topic, Predicate<List<ConsumerRecord<byte[], byte[]>>> enough, Duration deadline) {
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        long end = System.nanoTime() + deadline.toNanos();
        try (KafkaConsumer<byte[], byte[]> consumer = consumer()) {
            assignAll(consumer, topic);
            while (!enough.test(records) && System.nanoTime() < end) {
                consumer.poll(Duration.ofMillis(100)).forEach(records::add);
            }
        }
        return records;
    }

    /** Reads every committed record that a topic has now. */
    public List<ConsumerRecord<byte[], byte[]>> readAll(String topic) {
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer = consumer()) {
            List<TopicPartition> partitions = assignAll(consumer, topic);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                consumer.poll(Duration.ofMillis(100)).forEach(records::add);
            }
        }
        return records;
    }

    private KafkaConsumer<byte[], byte[]> consumer() {
        return new KafkaConsumer<>(
                Map.of("bootstrap.servers", servers(), "isolation.level", "read_committed"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
    }

    private static List<TopicPartition> assignAll(KafkaConsumer<byte[], byte[]> consumer, String topic) {
        List<TopicPartition> partitions = IntStream.range(
                        0, consumer.partitionsFor(topic).size())
                .mapToObj(partition -> new TopicPartition(topic, partition))
                .toList();
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        return partitions;
    }

    public static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        producer.close(Duration.ofSeconds(5));
        broker.close();
    }

    /** Returns the prediction in a record. */
    public static Prediction prediction(ConsumerRecord<byte[], byte[]> record) {
        try {
            return Json.read(record.value(), Prediction.class);
        } catch (InvalidRecordException e) {
            throw new AssertionError(e);
        }
    }

    /** Returns a header of a record as text. */
    public static String header(ConsumerRecord<byte[], byte[]> record, String name) {
        return new String(record.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
    }
}
