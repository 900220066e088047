package dev.affix.training.stream;

import dev.affix.contracts.Topics;
import dev.affix.training.config.StartRefusedException;
import dev.affix.training.config.TrainingConfig;
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
            Topics.LABELS,
            Topics.SCORED,
            Topics.SCORED_DLQ,
            Topics.EXPERIMENTS,
            Topics.EXPERIMENTS_DLQ);

    private final Clients clients;
    private final TrainingConfig config;

    /** Creates one. */
    public TopicCheck(Clients clients, TrainingConfig config) {
        this.clients = clients;
        this.config = config;
    }

    /**
     * Checks.
     *
     * @return the topic of scored examples
     * @throws StartRefusedException naming every problem
     */
    public ScoredTopic run() {
        Map<String, TopicDescription> found = describe();
        Map<String, Integer> counts = new HashMap<>();
        found.forEach((name, topic) -> counts.put(name, topic.partitions().size()));
        List<String> problems = Topics.problems(USED, counts);
        TopicDescription scored = found.get(Topics.SCORED.topicName());
        if (!problems.isEmpty() || scored == null) {
            throw new StartRefusedException("Kafka at " + clients.servers() + ": " + String.join(" ", problems));
        }
        return new ScoredTopic(scored.topicId().toString(), scored.partitions().size());
    }

    private Map<String, TopicDescription> describe() {
        Map<String, TopicDescription> found = new HashMap<>();
        try (Admin admin = clients.admin()) {
            Map<String, KafkaFuture<TopicDescription>> described = admin.describeTopics(
                            USED.stream().map(Topics::topicName).toList())
                    .topicNameValues();
            for (Map.Entry<String, KafkaFuture<TopicDescription>> topic : described.entrySet()) {
                try {
                    found.put(
                            topic.getKey(),
                            topic.getValue().get(config.startupTimeout().toMillis(), TimeUnit.MILLISECONDS));
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
        return found;
    }

    private StartRefusedException unreachable(String why, Throwable cause) {
        return new StartRefusedException(
                "Kafka at " + clients.servers() + " did not answer within "
                        + config.startupTimeout().toSeconds() + " s (" + why
                        + "). Start the broker, or set KAFKA_BOOTSTRAP_SERVERS to where it is.",
                cause);
    }
}
