package dev.affix.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.affix.contracts.Topics;
import dev.affix.embedded.EmbeddedBroker;
import dev.affix.embedded.FreePorts;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.ToIntFunction;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a service refuses to start on, and what it says then. */
class TopicCheckTest {
    private static final List<Topics> USED =
            List.of(Topics.PREDICTIONS, Topics.LABELS, Topics.LABELS_DLQ, Topics.EXPERIMENTS);

    @Test
    void anUnreachableBrokerIsNamedWithWhatToDo() throws IOException {
        String nowhere = "127.0.0.1:" + FreePorts.probe(1).get(0);
        TopicCheck check = new TopicCheck(Map.of("bootstrap.servers", nowhere), USED, Duration.ofSeconds(1));
        assertThatThrownBy(check::run)
                .isInstanceOf(StartRefusedException.class)
                .hasMessageContaining(nowhere + " did not answer within 1 s")
                .hasMessageNotContaining("\n")
                .hasMessageContaining("KAFKA_BOOTSTRAP_SERVERS");
    }

    @Test
    void missingTopicsAndUnequalPartitionCountsAreNamed(@TempDir Path directory) throws Exception {
        try (EmbeddedBroker broker = EmbeddedBroker.start(directory, 0)) {
            Map<String, Object> clients = Map.of("bootstrap.servers", broker.bootstrapServers());
            TopicCheck check = new TopicCheck(clients, USED, Duration.ofSeconds(20));
            assertThatThrownBy(check::run)
                    .isInstanceOf(StartRefusedException.class)
                    .hasMessageContaining(broker.bootstrapServers())
                    .hasMessageContaining(Topics.Names.PREDICTIONS)
                    .hasMessageContaining(Topics.Names.LABELS_DLQ)
                    .hasMessageContaining("does not exist");

            create(clients, topic -> topic == Topics.LABELS ? 2 : 3);
            assertThatThrownBy(check::run)
                    .isInstanceOf(StartRefusedException.class)
                    .hasMessageContaining("same partition count")
                    .hasMessageContaining(Topics.Names.LABELS + "=2");
        }
    }

    @Test
    void theTopicsOfTheContractAreAccepted(@TempDir Path directory) throws IOException {
        try (EmbeddedBroker broker = EmbeddedBroker.start(directory, 0)) {
            broker.createTopics(5);
            Map<String, Object> clients = Map.of("bootstrap.servers", broker.bootstrapServers());
            assertThat(new TopicCheck(clients, USED, Duration.ofSeconds(20)).run())
                    .hasSize(USED.size())
                    .hasEntrySatisfying(
                            Topics.LABELS,
                            labels -> assertThat(labels.partitions()).hasSize(5));
        }
    }

    private static void create(Map<String, Object> clients, ToIntFunction<Topics> partitions) throws Exception {
        try (Admin admin = Admin.create(clients)) {
            List<NewTopic> topics = Stream.of(Topics.values())
                    .map(topic -> new NewTopic(
                            topic.topicName(), topic.keyedByRequest() ? partitions.applyAsInt(topic) : 1, (short) 1))
                    .toList();
            admin.createTopics(topics).all().get();
        }
    }
}
