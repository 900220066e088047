package dev.affix.load.serving;

import dev.affix.contracts.InferenceRequest;
import dev.affix.contracts.Json;
import dev.affix.contracts.Topics;
import java.time.Duration;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** Fills the topic of requests at once and times the committed predictions. Not thread-safe. */
final class Burst implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private final KafkaProducer<String, byte[]> producer;
    private final KafkaConsumer<String, byte[]> consumer;
    private int bursts;

    Burst(String bootstrapServers, KafkaProducer<String, byte[]> producer) {
        this.producer = producer;
        this.consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", bootstrapServers, "isolation.level", "read_committed"),
                new StringDeserializer(),
                new ByteArrayDeserializer());
        List<TopicPartition> partitions = consumer.partitionsFor(Topics.Names.PREDICTIONS).stream()
                .map(info -> new TopicPartition(info.topic(), info.partition()))
                .toList();
        consumer.assign(partitions);
    }

    /**
     * Returns requests per second, from the first committed predictions to the last.
     *
     * @throws IllegalStateException if some request is not answered, or one is answered twice
     */
    @SuppressWarnings("FutureReturnValueIgnored") // A request that is lost is missed below.
    double rate(List<String> texts) {
        String prefix = "burst-" + bursts++ + "-";
        consumer.seekToEnd(consumer.assignment());
        consumer.assignment().forEach(consumer::position);
        Future<?> last = null;
        for (int i = 0; i < texts.size(); i++) {
            byte[] value = Json.write(new InferenceRequest(prefix + i, texts.get(i), null, null));
            last = producer.send(new ProducerRecord<>(Topics.Names.REQUESTS, prefix + i, value));
        }
        producer.flush();
        if (last == null) {
            throw new IllegalArgumentException("There is no text");
        }
        BitSet answered = new BitSet();
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        long first = 0;
        int atFirst = 0;
        long now = System.nanoTime();
        while (answered.cardinality() < texts.size()) {
            if (now > deadline) {
                throw new IllegalStateException(
                        answered.cardinality() + " of " + texts.size() + " requests were answered in " + PATIENCE);
            }
            for (ConsumerRecord<String, byte[]> record : consumer.poll(Duration.ofMillis(50))) {
                if (record.key().startsWith(prefix)) {
                    int request = Integer.parseInt(record.key().substring(prefix.length()));
                    if (answered.get(request)) {
                        throw new IllegalStateException("Request " + record.key() + " was answered twice");
                    }
                    answered.set(request);
                }
            }
            now = System.nanoTime();
            if (first == 0 && !answered.isEmpty()) {
                first = now;
                atFirst = answered.cardinality();
            }
        }
        return (texts.size() - atFirst) * 1e9 / Math.max(1, now - first);
    }

    @Override
    public void close() {
        consumer.close();
    }
}
