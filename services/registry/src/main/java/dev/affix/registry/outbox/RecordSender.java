package dev.affix.registry.outbox;

import dev.affix.kafka.ClientSettings;
import io.smallrye.common.annotation.Identifier;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Sends one record at a time and waits until all in-sync replicas have it: with a single record under way no failure can
 * change the order. Thread-safe.
 */
@Singleton
public final class RecordSender {
    private static final int LIMIT_MILLIS = 10_000;

    private final KafkaProducer<byte[], byte[]> producer;

    RecordSender(@Identifier("default-kafka-broker") Map<String, Object> kafka) {
        Map<String, Object> properties = ClientSettings.producer(kafka);
        properties.put(ProducerConfig.CLIENT_ID_CONFIG, "affix-registry");
        properties.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, LIMIT_MILLIS / 2);
        properties.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, LIMIT_MILLIS / 2);
        properties.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, LIMIT_MILLIS);
        producer = new KafkaProducer<>(properties);
    }

    /**
     * Sends a record and waits for its acknowledgement, about 15 seconds at most.
     *
     * @throws SendFailedException if none came: the record may be in the topic or not
     */
    public void send(ProducerRecord<byte[], byte[]> message) throws SendFailedException, InterruptedException {
        try {
            producer.send(message).get();
        } catch (ExecutionException e) {
            throw new SendFailedException(message.topic(), e.getCause() == null ? e : e.getCause());
        } catch (org.apache.kafka.common.errors.InterruptException e) {
            throw interrupted(e);
        } catch (RuntimeException e) {
            throw new SendFailedException(message.topic(), e);
        }
    }

    private static InterruptedException interrupted(RuntimeException cause) {
        InterruptedException interrupted = new InterruptedException(cause.getMessage());
        interrupted.initCause(cause);
        return interrupted;
    }

    @PreDestroy
    void close() {
        producer.close(Duration.ofSeconds(2));
    }
}
