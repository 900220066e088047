package dev.affix.metrics.running;

import dev.affix.contracts.Topics;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Refuses to start on a broker that cannot be reached or whose topics are not as the contract says. */
public final class TopicCheck {
    private static final List<Topics> USED = List.of(
            Topics.REQUESTS,
            Topics.PREDICTIONS,
            Topics.LABELS,
            Topics.SCORED,
            Topics.ADAPTERS,
            Topics.EXPERIMENTS,
            Topics.VERDICTS,
            Topics.PREDICTIONS_DLQ,
            Topics.LABELS_DLQ,
            Topics.ADAPTERS_DLQ);

    /** The client's own timeout comes first: it says why. */
    private static final long GRACE_MS = 500;

    private final Map<String, Object> common;
    private final Duration timeout;

    /**
     * Creates one.
     *
     * @param common settings of all Kafka clients
     * @param timeout how long the broker may take to answer
     */
    public TopicCheck(Map<String, Object> common, Duration timeout) {
        this.common = common;
        this.timeout = timeout;
    }

    /**
     * Checks.
     *
     * @return the partition count of the topics keyed by request
     * @throws StartRefusedException naming every problem
     */
    public int run() {
        Map<String, Integer> counts = partitionCounts();
        List<String> problems = Topics.problems(USED, counts);
        if (!problems.isEmpty()) {
            throw new StartRefusedException("Kafka at " + servers() + ": " + String.join(" ", problems), null);
        }
        return counts.getOrDefault(Topics.PREDICTIONS.topicName(), 1);
    }

    private Map<String, Integer> partitionCounts() {
        Map<String, Integer> counts = new HashMap<>();
        Map<String, Object> properties = new HashMap<>(common);
        int millis = (int) timeout.toMillis();
        properties.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, millis);
        properties.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, millis);
        try (Admin admin = Admin.create(properties)) {
            Map<String, KafkaFuture<TopicDescription>> described = admin.describeTopics(
                            USED.stream().map(Topics::topicName).toList())
                    .topicNameValues();
            for (Map.Entry<String, KafkaFuture<TopicDescription>> topic : described.entrySet()) {
                try {
                    TopicDescription description = topic.getValue().get(millis + GRACE_MS, TimeUnit.MILLISECONDS);
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

    private Object servers() {
        return common.getOrDefault(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, "(no address)");
    }

    private StartRefusedException unreachable(String why, Throwable cause) {
        return new StartRefusedException(
                "Kafka at " + servers() + " did not answer within " + timeout.toSeconds() + " s (" + why
                        + "). Start the broker, or set KAFKA_BOOTSTRAP_SERVERS to where it is.",
                cause);
    }
}
