package dev.affix.kafka;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Settings of Kafka clients that services share, on top of those that a deployment gives to all of them (servers,
 * security). Each call returns a fresh map that the caller may add to.
 */
public final class ClientSettings {
    private ClientSettings() {}

    /** Returns the broker's address, for messages. */
    public static String servers(Map<String, Object> common) {
        return String.valueOf(common.getOrDefault(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, "(no address)"));
    }

    /** Returns settings of an admin client that gives up after a time. */
    public static Map<String, Object> admin(Map<String, Object> common, Duration timeout) {
        Map<String, Object> properties = new HashMap<>(common);
        int millis = Math.toIntExact(timeout.toMillis());
        // Each attempt is a line in the log.
        properties.put(CommonClientConfigs.RECONNECT_BACKOFF_MS_CONFIG, 1_000);
        properties.put(CommonClientConfigs.RECONNECT_BACKOFF_MAX_MS_CONFIG, 8_000);
        properties.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, millis);
        properties.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, millis);
        return properties;
    }

    /** Returns settings of a consumer of committed records as bytes, which commits nothing by itself and has no group. */
    public static Map<String, Object> consumer(Map<String, Object> common) {
        Map<String, Object> properties = new HashMap<>(common);
        properties.remove(ConsumerConfig.GROUP_ID_CONFIG);
        properties.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class.getName());
        properties.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class.getName());
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        properties.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        return properties;
    }

    /** Returns settings of a producer of bytes that waits for nothing and counts as sent what is on every replica. */
    public static Map<String, Object> producer(Map<String, Object> common) {
        Map<String, Object> properties = new HashMap<>(common);
        properties.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class.getName());
        properties.put(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class.getName());
        properties.put(ProducerConfig.ACKS_CONFIG, "all");
        properties.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        properties.put(ProducerConfig.LINGER_MS_CONFIG, 0);
        return properties;
    }
}
