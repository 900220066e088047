package dev.affix.embedded;

import dev.affix.contracts.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Creates the topics of Affix on a single-node broker. */
public final class BrokerTopics {
    private static final Duration KNOWN_WITHIN = Duration.ofSeconds(20);
    private static final Duration PAUSE = Duration.ofMillis(50);

    private BrokerTopics() {}

    /**
     * Creates every topic of {@link Topics} that does not exist yet, with one replica, and waits until their partitions take records.
     *
     * @param bootstrapServers the broker, {@code host:port}
     * @param requestPartitions partition count of the topics keyed by request id, at least 1
     * @throws IllegalStateException if the broker refuses, or existing topics have other partition counts
     */
    public static void create(String bootstrapServers, int requestPartitions) {
        try (Admin admin = Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers))) {
            List<NewTopic> topics = Stream.of(Topics.values())
                    .map(topic -> new NewTopic(topic.topicName(), topic.partitions(requestPartitions), (short) 1)
                            .configs(topic.config()))
                    .toList();
            for (KafkaFuture<Void> created : admin.createTopics(topics).values().values()) {
                awaitCreated(created);
            }
            Map<String, Integer> counts = partitionCounts(admin);
            refuseOtherCounts(bootstrapServers, requestPartitions, counts);
            awaitLeaders(admin, counts);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while creating topics on " + bootstrapServers, e);
        } catch (ExecutionException e) {
            throw new IllegalStateException(
                    "Cannot create topics on " + bootstrapServers + ": " + e.getCause(), e.getCause());
        }
    }

    private static void awaitCreated(KafkaFuture<Void> created) throws InterruptedException, ExecutionException {
        try {
            created.get();
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof TopicExistsException)) {
                throw e;
            }
        }
    }

    /** Waits until the broker knows what its controller has created: on a busy machine that is a moment later. */
    private static Map<String, Integer> partitionCounts(Admin admin) throws InterruptedException, ExecutionException {
        long deadline = System.nanoTime() + KNOWN_WITHIN.toNanos();
        while (true) {
            try {
                return described(admin);
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof UnknownTopicOrPartitionException) || System.nanoTime() > deadline) {
                    throw e;
                }
                Thread.sleep(PAUSE.toMillis());
            }
        }
    }

    /**
     * Waits until the broker leads every partition: on a busy machine that is a moment after it knows them. A producer that writes in
     * that moment may lose its first batch, and tries for two minutes: the batch is refused, the next one is taken, although its
     * number is not the first (a partition takes any number first), and then the repeated one is out of order.
     */
    private static void awaitLeaders(Admin admin, Map<String, Integer> counts)
            throws InterruptedException, ExecutionException {
        Map<TopicPartition, OffsetSpec> partitions = new HashMap<>();
        counts.forEach((topic, count) -> {
            for (int i = 0; i < count; i++) {
                partitions.put(new TopicPartition(topic, i), OffsetSpec.latest());
            }
        });
        admin.listOffsets(partitions).all().get();
    }

    private static Map<String, Integer> described(Admin admin) throws InterruptedException, ExecutionException {
        List<String> names = Stream.of(Topics.values()).map(Topics::topicName).toList();
        Map<String, Integer> counts = new HashMap<>();
        admin.describeTopics(names)
                .allTopicNames()
                .get()
                .forEach((name, description) ->
                        counts.put(name, description.partitions().size()));
        return counts;
    }

    private static void refuseOtherCounts(String bootstrapServers, int requestPartitions, Map<String, Integer> actual) {
        List<String> differing = new ArrayList<>();
        for (Topics topic : EnumSet.allOf(Topics.class)) {
            int expected = topic.partitions(requestPartitions);
            Integer count = actual.get(topic.topicName());
            if (count != null && count != expected) {
                differing.add(topic.topicName() + " has " + count + " partitions instead of " + expected);
            }
        }
        if (!differing.isEmpty()) {
            throw new IllegalStateException("Topics on " + bootstrapServers + " exist with other partition counts: "
                    + String.join("; ", differing) + ". Use the earlier count or another data directory.");
        }
    }
}
