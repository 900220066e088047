package dev.affix.standalone.audit;

import dev.affix.contracts.Topics;
import dev.affix.standalone.CommandFailure;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/**
 * Reads whole topics from their beginning, committed records only, and later what was added since. Joins no group and
 * commits nothing. Not thread-safe.
 */
final class TopicReader implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final String bootstrapServers;
    private final KafkaConsumer<String, byte[]> consumer;
    private final List<TopicPartition> partitions;

    TopicReader(String bootstrapServers, Collection<Topics> topics) {
        this.bootstrapServers = bootstrapServers;
        this.consumer = new KafkaConsumer<>(
                Map.of(
                        ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        bootstrapServers,
                        ConsumerConfig.CLIENT_ID_CONFIG,
                        "affix-audit",
                        ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                        "read_committed",
                        ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                        "false"),
                new StringDeserializer(),
                new ByteArrayDeserializer());
        this.partitions = topics.stream()
                .flatMap(topic -> consumer.partitionsFor(topic.topicName(), LIMIT).stream())
                .map(info -> new TopicPartition(info.topic(), info.partition()))
                .toList();
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
    }

    /**
     * Reads everything that is committed by now and was not read before.
     *
     * @throws CommandFailure if the broker does not answer within a minute
     */
    void readNew(Consumer<ConsumerRecord<String, byte[]>> each) {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        try {
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions, LIMIT);
            while (partitions.stream()
                    .anyMatch(partition -> consumer.position(partition, LIMIT) < ends.getOrDefault(partition, 0L))) {
                consumer.poll(POLL).forEach(each);
                if (System.nanoTime() > deadline) {
                    throw CommandFailure.failed("Reading topics from " + bootstrapServers + " got stuck for "
                            + LIMIT.toSeconds() + " s. See logs/broker.log in the data directory.");
                }
            }
        } catch (KafkaException e) {
            throw CommandFailure.failed("Cannot read topics from " + bootstrapServers + ": " + e.getMessage()
                    + ". See logs/broker.log in the data directory.");
        }
    }

    @Override
    public void close() {
        consumer.close();
    }
}
