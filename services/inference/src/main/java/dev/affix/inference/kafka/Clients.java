package dev.affix.inference.kafka;

import dev.affix.inference.config.InferenceConfig;
import io.smallrye.common.annotation.Identifier;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Makes the service's Kafka clients. Everything under {@code kafka.} (servers, security) goes to each of them. */
@ApplicationScoped
public class Clients {
    /** Consumer group of the requests. */
    public static final String GROUP = "affix-inference";

    private final Map<String, Object> common;
    private final InferenceConfig config;

    /** Creates one on the settings that all clients share. */
    public Clients(@Identifier("default-kafka-broker") Map<String, Object> common, InferenceConfig config) {
        this.common = common;
        this.config = config;
    }

    /** Returns the broker's address, for messages. */
    public String servers() {
        return String.valueOf(common.get(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG));
    }

    /** Returns an admin client that gives up after the start-up time. */
    public Admin admin() {
        Map<String, Object> properties = new HashMap<>(common);
        int timeout = (int) config.startupTimeout().toMillis();
        // Each attempt is a line in the log.
        properties.put(AdminClientConfig.RECONNECT_BACKOFF_MS_CONFIG, 1_000);
        properties.put(AdminClientConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 8_000);
        properties.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, timeout);
        properties.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, timeout);
        return Admin.create(properties);
    }

    /** Returns a consumer that belongs to no group and starts at the beginning: for topics that every replica reads whole. */
    public Consumer<byte[], byte[]> follower() {
        Map<String, Object> properties = consumer();
        properties.remove(ConsumerConfig.GROUP_ID_CONFIG);
        properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        return new KafkaConsumer<>(properties);
    }

    /**
     * Returns the consumer of the requests. It is a static member of its group: restarted within the session timeout it
     * gets its partitions back at once, and when it is gone for good others have them 6 seconds later.
     */
    public Consumer<byte[], byte[]> requests() {
        Map<String, Object> properties = consumer();
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
        Map<String, Object> properties = producer();
        properties.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, GROUP + "-" + config.instanceId());
        // A replica that never comes back holds up readers of committed records no longer than this.
        properties.put(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, 30_000);
        properties.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 25_000);
        properties.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 10_000);
        return new KafkaProducer<>(properties);
    }

    /** Returns a producer outside of transactions. */
    public Producer<byte[], byte[]> deadLetters() {
        return new KafkaProducer<>(producer());
    }

    private Map<String, Object> consumer() {
        Map<String, Object> properties = new HashMap<>(common);
        properties.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class.getName());
        properties.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class.getName());
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        properties.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        return properties;
    }

    private Map<String, Object> producer() {
        Map<String, Object> properties = new HashMap<>(common);
        properties.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class.getName());
        properties.put(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class.getName());
        properties.put(ProducerConfig.ACKS_CONFIG, "all");
        properties.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        properties.put(ProducerConfig.LINGER_MS_CONFIG, 0);
        return properties;
    }
}
