package dev.affix.inference.kafka;

import dev.affix.contracts.Topics;
import dev.affix.inference.config.InferenceConfig;
import dev.affix.inference.config.StartRefusedException;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Refuses to start on a broker that cannot be reached or whose topics are not as the contract says. */
@ApplicationScoped
public class TopicCheck {
    private static final List<Topics> USED = List.of(
            Topics.REQUESTS,
            Topics.PREDICTIONS,
            Topics.ADAPTERS,
            Topics.EXPERIMENTS,
            Topics.REQUESTS_DLQ,
            Topics.ADAPTERS_DLQ,
            Topics.EXPERIMENTS_DLQ);

    private final Clients clients;
    private final InferenceConfig config;

    TopicCheck(Clients clients, InferenceConfig config) {
        this.clients = clients;
        this.config = config;
    }

    /** Checks; throws {@link StartRefusedException} naming every problem. */
    public void run() {
        List<String> problems = Topics.problems(USED, partitionCounts());
        if (!problems.isEmpty()) {
            throw new StartRefusedException("Kafka at " + clients.servers() + ": " + String.join(" ", problems));
        }
    }

    private Map<String, Integer> partitionCounts() {
        Map<String, Integer> counts = new HashMap<>();
        try (Admin admin = clients.admin()) {
            Map<String, KafkaFuture<TopicDescription>> described = admin.describeTopics(
                            USED.stream().map(Topics::topicName).toList())
                    .topicNameValues();
            for (Map.Entry<String, KafkaFuture<TopicDescription>> topic : described.entrySet()) {
                try {
                    TopicDescription description =
                            topic.getValue().get(config.startupTimeout().toMillis(), TimeUnit.MILLISECONDS);
                    counts.put(topic.getKey(), description.partitions().size());
                } catch (ExecutionException e) {
                    if (!(e.getCause() instanceof UnknownTopicOrPartitionException)) {
                        throw unreachable(String.valueOf(e.getCause()), e);
                    }
                }
            }
        } catch (TimeoutException | KafkaException e) {
            throw unreachable(String.valueOf(e.getMessage()), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unreachable("interrupted", e);
        }
        return counts;
    }

    private StartRefusedException unreachable(String why, Throwable cause) {
        return new StartRefusedException(
                "Kafka at " + clients.servers() + " did not answer within "
                        + config.startupTimeout().toSeconds() + " s (" + why
                        + "). Start the broker, or set KAFKA_BOOTSTRAP_SERVERS to where it is.",
                cause);
    }
}
