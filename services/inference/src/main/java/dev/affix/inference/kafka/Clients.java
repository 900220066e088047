package dev.affix.inference.kafka;

import dev.affix.contracts.Topics;
import dev.affix.inference.config.InferenceConfig;
import dev.affix.kafka.ClientSettings;
import dev.affix.kafka.StartRefusedException;
import dev.affix.kafka.TopicCheck;
import io.smallrye.common.annotation.Identifier;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;

/** Makes the service's Kafka clients. Everything under {@code kafka.} (servers, security) goes to each of them. */
@ApplicationScoped
public class Clients {
    /** Consumer group of the requests. */
    public static final String GROUP = "affix-inference";

    private static final List<Topics> USED = List.of(
            Topics.REQUESTS,
            Topics.PREDICTIONS,
            Topics.ADAPTERS,
            Topics.EXPERIMENTS,
            Topics.REPLICAS,
            Topics.REQUESTS_DLQ,
            Topics.ADAPTERS_DLQ,
            Topics.EXPERIMENTS_DLQ);

    private final Map<String, Object> common;
    private final InferenceConfig config;

    /** Creates one on the settings that all clients share. */
    public Clients(@Identifier("default-kafka-broker") Map<String, Object> common, InferenceConfig config) {
        this.common = common;
        this.config = config;
    }

    /**
     * Checks the topics that the service uses.
     *
     * @throws StartRefusedException naming every problem
     */
    public void checkTopics() {
        new TopicCheck(common, USED, config.startupTimeout()).run();
    }

    /** Returns a consumer that belongs to no group and starts at the beginning: for topics that every replica reads whole. */
    public Consumer<byte[], byte[]> follower() {
        Map<String, Object> properties = ClientSettings.consumer(common);
        properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        return new KafkaConsumer<>(properties);
    }

    /**
     * Returns the consumer of the requests. It is a static member of its group: restarted within the session timeout it
     * gets its partitions back at once, and when it is gone for good others have them 6 seconds later.
     */
    public Consumer<byte[], byte[]> requests() {
        Map<String, Object> properties = ClientSettings.consumer(common);
        properties.put(ConsumerConfig.GROUP_ID_CONFIG, GROUP);
        properties.put(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG, GROUP + "-" + config.instanceId());
        properties.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, 6_000);
        properties.put(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, 1_500);
        properties.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, config.maxBatch());
        properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        return new KafkaConsumer<>(properties);
    }

    /** Returns the transactional producer of the predictions. */
    public Producer<byte[], byte[]> predictions() {
        Map<String, Object> properties = ClientSettings.producer(common);
        properties.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, GROUP + "-" + config.instanceId());
        // A replica killed in a transaction that never comes back holds up readers of committed records until the first
        // look that the broker takes after this, one every 10 s. A transaction takes milliseconds; what is lost by a
        // time
        // that was too short is answered again.
        properties.put(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, 10_000);
        properties.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 9_000);
        properties.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 4_000);
        // A transaction that begins while the broker still ends the one before is told to try again: 100 ms later, by
        // default.
        properties.put(ProducerConfig.RETRY_BACKOFF_MS_CONFIG, 5);
        return new KafkaProducer<>(properties);
    }

    /** Returns the producer of this replica's reports, which gives up soon: there is a newer one each second. */
    public Producer<byte[], byte[]> reports() {
        Map<String, Object> properties = ClientSettings.producer(common);
        properties.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 5_000);
        properties.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 2_000);
        properties.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 4_000);
        return new KafkaProducer<>(properties);
    }

    /** Returns a producer outside of transactions. */
    public Producer<byte[], byte[]> deadLetters() {
        return new KafkaProducer<>(ClientSettings.producer(common));
    }
}
