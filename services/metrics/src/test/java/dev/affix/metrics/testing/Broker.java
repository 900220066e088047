package dev.affix.metrics.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.affix.contracts.AdapterEvent;
import dev.affix.contracts.Experiment;
import dev.affix.contracts.Json;
import dev.affix.contracts.Prediction;
import dev.affix.contracts.Topics.Names;
import dev.affix.embedded.EmbeddedBroker;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** A real broker with Affix's topics, and what the other services would write to it. Times are seconds after {@link #START}. */
public final class Broker implements AutoCloseable {
    /** Some time ago, so that no broker takes times after it for times in the future. */
    public static final Instant START = Instant.parse("2025-01-01T00:00:00Z");

    private final @Nullable EmbeddedBroker broker;
    private final String servers;
    private final Producer<byte[], byte[]> producer;
    private final AtomicReference<@Nullable Exception> lost = new AtomicReference<>();

    private Broker(@Nullable EmbeddedBroker broker, String servers) {
        this.broker = broker;
        this.servers = servers;
        this.producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", servers, "linger.ms", 5),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    public static Broker start(Path directory, int partitions) throws IOException {
        EmbeddedBroker broker = EmbeddedBroker.start(directory, 0);
        broker.createTopics(partitions);
        return new Broker(broker, broker.bootstrapServers());
    }

    /** Uses a broker that somebody else started. */
    public static Broker at(String servers) {
        return new Broker(null, servers);
    }

    public String servers() {
        return servers;
    }

    public void experiment(Experiment experiment) {
        send(Names.EXPERIMENTS, experiment.name(), Json.write(experiment), 0);
        flush();
    }

    public void adapter(AdapterEvent event) {
        send(Names.ADAPTERS, event.key(), Json.write(event), 0);
    }

    public void predict(Prediction prediction, long second) {
        send(Names.PREDICTIONS, prediction.requestId(), Json.write(prediction), second);
    }

    public void label(String id, String label, long second) {
        send(Names.LABELS, id, Json.write(Records.label(id, label)), second);
    }

    @SuppressWarnings("FutureReturnValueIgnored") // The callback hears of a failure.
    public void send(String topic, @Nullable String key, byte @Nullable [] value, long second) {
        byte[] keyBytes = key == null ? null : key.getBytes(StandardCharsets.UTF_8);
        long timestamp = START.plusSeconds(second).toEpochMilli();
        producer.send(new ProducerRecord<>(topic, null, timestamp, keyBytes, value), (taken, failure) -> {
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

    /** Returns all committed records of a topic. */
    public List<ConsumerRecord<byte[], byte[]>> read(String topic) {
        Map<String, Object> properties = Map.of("bootstrap.servers", servers, "isolation.level", "read_committed");
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        try (Consumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(info -> new TopicPartition(topic, info.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                consumer.poll(Duration.ofMillis(200)).forEach(records::add);
            }
        }
        return records;
    }

    @Override
    public void close() {
        producer.close(Duration.ofSeconds(5));
        if (broker != null) {
            broker.close();
        }
    }
}
