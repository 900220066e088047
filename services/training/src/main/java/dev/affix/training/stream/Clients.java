package dev.affix.training.stream;

import dev.affix.kafka.ClientSettings;
import dev.affix.training.config.TrainingConfig;
import io.smallrye.common.annotation.Identifier;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;

/** Makes the service's Kafka clients. Everything under {@code kafka.} (servers, security) goes to each of them. */
@ApplicationScoped
public class Clients {
    private static final int MAX_POLL_RECORDS = 256;

    private final Map<String, Object> common;
    private final TrainingConfig config;

    /** Creates one on the settings that all clients share. */
    public Clients(@Identifier("default-kafka-broker") Map<String, Object> common, TrainingConfig config) {
        this.common = common;
        this.config = config;
    }

    /** Returns the settings that all clients share. */
    Map<String, Object> common() {
        return common;
    }

    /** Returns how long the broker may take to answer at start. */
    Duration startupTimeout() {
        return config.startupTimeout();
    }

    /**
     * Returns a consumer that belongs to no group and reads committed records from where it is told to: without that it
     * fails rather than choose a place.
     */
    public Consumer<byte[], byte[]> reader() {
        Map<String, Object> properties = ClientSettings.consumer(common);
        properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
        properties.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, MAX_POLL_RECORDS);
        return new KafkaConsumer<>(properties);
    }

    /** Returns a producer that acknowledges what is on every replica. */
    public Producer<byte[], byte[]> writer() {
        return new KafkaProducer<>(ClientSettings.producer(common));
    }
}
