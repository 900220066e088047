package dev.affix.registry.start;

import dev.affix.contracts.Topics;
import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.KafkaException;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Whether the broker answers and has the topics that the registry uses. */
@Singleton
final class TopicCheck {
    private static final List<Topics> USED =
            List.of(Topics.ADAPTERS, Topics.EXPERIMENTS, Topics.VERDICTS, Topics.VERDICTS_DLQ);
    private static final int LIMIT_MILLIS = 10_000;

    private final String bootstrapServers;

    TopicCheck(@ConfigProperty(name = "kafka.bootstrap.servers") String bootstrapServers) {
        this.bootstrapServers = bootstrapServers;
    }

    /** Returns one sentence per problem, within about 10 seconds. */
    List<String> problems() {
        try (Admin admin = Admin.create(Map.of(
                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers,
                AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, LIMIT_MILLIS / 2,
                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, LIMIT_MILLIS))) {
            return Topics.problems(USED, partitions(admin));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return List.of("Interrupted while asking the Kafka broker.");
        } catch (ExecutionException | KafkaException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            return List.of("The Kafka broker at " + bootstrapServers + " cannot be used: " + cause.getMessage()
                    + ". Start it, or set KAFKA_BOOTSTRAP_SERVERS.");
        }
    }

    private static Map<String, Integer> partitions(Admin admin) throws InterruptedException, ExecutionException {
        List<String> used = USED.stream().map(Topics::topicName).collect(Collectors.toList());
        used.retainAll(admin.listTopics().names().get());
        Map<String, Integer> partitions = new HashMap<>();
        admin.describeTopics(used)
                .allTopicNames()
                .get()
                .forEach(
                        (name, topic) -> partitions.put(name, topic.partitions().size()));
        return partitions;
    }
}
