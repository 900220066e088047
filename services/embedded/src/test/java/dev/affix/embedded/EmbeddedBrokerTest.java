package dev.affix.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.affix.contracts.Topics;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedBrokerTest {
    private final Path directory;

    EmbeddedBrokerTest(@TempDir Path directory) {
        this.directory = directory;
    }

    @Test
    void restartOnAnotherPortKeepsTopicsAndRecords() throws Exception {
        try (EmbeddedBroker broker = EmbeddedBroker.start(directory, 0)) {
            broker.createTopics(3);
            send(broker, "k", "before");
        }
        try (EmbeddedBroker broker = EmbeddedBroker.start(directory, 0)) {
            send(broker, "k", "after");
            assertThat(values(broker, 2)).containsExactly("before", "after");
        }
    }

    @Test
    void createsEveryTopicWithItsPartitionsAndCleanupOnceOnly() throws Exception {
        try (EmbeddedBroker broker = EmbeddedBroker.start(directory, 0)) {
            broker.createTopics(3);
            broker.createTopics(3);

            Map<String, Integer> partitions = new HashMap<>();
            Map<String, String> cleanup = new HashMap<>();
            try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
                admin.describeTopics(admin.listTopics().names().get())
                        .allTopicNames()
                        .get()
                        .forEach((name, topic) ->
                                partitions.put(name, topic.partitions().size()));
                List<ConfigResource> resources = Stream.of(Topics.values())
                        .map(topic -> new ConfigResource(ConfigResource.Type.TOPIC, topic.topicName()))
                        .toList();
                admin.describeConfigs(resources)
                        .all()
                        .get()
                        .forEach((resource, config) -> cleanup.put(
                                resource.name(), config.get("cleanup.policy").value()));
            }

            Map<String, Integer> expectedPartitions = new HashMap<>();
            Map<String, String> expectedCleanup = new HashMap<>();
            for (Topics topic : Topics.values()) {
                expectedPartitions.put(topic.topicName(), topic.keyedByRequest() ? 3 : 1);
                expectedCleanup.put(topic.topicName(), topic.cleanup().policy());
            }
            assertThat(partitions).isEqualTo(expectedPartitions);
            assertThat(cleanup).isEqualTo(expectedCleanup);
        }
    }

    /** To wait until they are known is not enough: a partition is known some milliseconds before it takes records, here each of 400. */
    @Test
    void everyPartitionTakesRecordsAsSoonAsItsTopicIsCreated() throws Exception {
        try (EmbeddedBroker broker = EmbeddedBroker.start(directory, 0);
                KafkaProducer<String, String> producer = new KafkaProducer<>(
                        Map.of(
                                "bootstrap.servers",
                                broker.bootstrapServers(),
                                "max.block.ms",
                                20_000,
                                "retries",
                                0,
                                "enable.idempotence",
                                false),
                        new StringSerializer(),
                        new StringSerializer())) {
            broker.createTopics(100);
            List<Future<RecordMetadata>> sent = new ArrayList<>();
            for (Topics topic : Topics.values()) {
                for (int partition = topic.partitions(100) - 1; partition >= 0; partition--) {
                    sent.add(producer.send(new ProducerRecord<>(topic.topicName(), partition, "k", "v")));
                }
            }
            for (Future<RecordMetadata> one : sent) {
                assertThat(one.get().offset()).isZero();
            }
        }
    }

    @Test
    void refusesOtherPartitionCountsByName() throws Exception {
        try (EmbeddedBroker broker = EmbeddedBroker.start(directory, 0)) {
            broker.createTopics(2);
            assertThatThrownBy(() -> broker.createTopics(4))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("affix.requests.v1 has 2 partitions instead of 4");
        }
    }

    @Test
    void refusesADirectoryInUseAndLeavesItsBrokerAlone() throws Exception {
        try (EmbeddedBroker broker = EmbeddedBroker.start(directory, 0)) {
            broker.createTopics(1);
            assertThatThrownBy(() -> EmbeddedBroker.start(directory, 0))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining(directory.toString());
            send(broker, "k", "still here");
            assertThat(values(broker, 1)).containsExactly("still here");
        }
    }

    private static void send(EmbeddedBroker broker, String key, String value) throws Exception {
        try (KafkaProducer<String, String> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", broker.bootstrapServers(), "max.block.ms", 20_000),
                new StringSerializer(),
                new StringSerializer())) {
            producer.send(new ProducerRecord<>(Topics.Names.EXPERIMENTS, key, value))
                    .get();
        }
    }

    private static List<String> values(EmbeddedBroker broker, int expected) {
        List<String> values = new ArrayList<>();
        try (KafkaConsumer<String, String> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", broker.bootstrapServers()),
                new StringDeserializer(),
                new StringDeserializer())) {
            TopicPartition partition = new TopicPartition(Topics.Names.EXPERIMENTS, 0);
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
            while (values.size() < expected && System.nanoTime() < deadline) {
                for (ConsumerRecord<String, String> polled : consumer.poll(Duration.ofMillis(200))) {
                    values.add(polled.value());
                }
            }
        }
        return values;
    }
}
