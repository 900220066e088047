package dev.affix.registry;

import dev.affix.contracts.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;

/** What the tests read from topics and write to them. */
final class Kafka {
    private Kafka() {}

    /** Returns all records that a topic of one partition has now, oldest first. */
    static List<ConsumerRecord<String, byte[]>> records(String bootstrapServers, Topics topic) {
        List<ConsumerRecord<String, byte[]>> records = new ArrayList<>();
        try (KafkaConsumer<String, byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", bootstrapServers), new StringDeserializer(), new ByteArrayDeserializer())) {
            TopicPartition partition = new TopicPartition(topic.topicName(), 0);
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long end = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
            while (consumer.position(partition) < end) {
                consumer.poll(Duration.ofMillis(200)).forEach(records::add);
            }
        }
        return records;
    }

    static List<ConsumerRecord<String, byte[]>> records(Topics topic) {
        return records(Servers.current().bootstrapServers(), topic);
    }

    /** Writes a record and returns its offset. */
    static long send(Topics topic, String key, byte @Nullable [] value) {
        try (KafkaProducer<String, byte @Nullable []> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", Servers.current().bootstrapServers()),
                new StringSerializer(),
                new ByteArraySerializer())) {
            ProducerRecord<String, byte @Nullable []> message = new ProducerRecord<>(topic.topicName(), key, value);
            message.headers().add("traceparent", "00-1".getBytes(java.nio.charset.StandardCharsets.UTF_8));
            return producer.send(message).get().offset();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
    }
}
