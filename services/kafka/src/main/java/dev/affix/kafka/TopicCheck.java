package dev.affix.kafka;

import dev.affix.contracts.Topics;
import java.time.Duration;
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
public final class TopicCheck {
    /** The client's own timeout comes first: it says why. */
    private static final long GRACE_MS = 500;

    private final Map<String, Object> common;
    private final List<Topics> used;
    private final Duration timeout;

    /**
     * Creates one.
     *
     * @param common settings of all Kafka clients
     * @param used the topics that the service reads or writes
     * @param timeout how long the broker may take to answer
     */
    public TopicCheck(Map<String, Object> common, List<Topics> used, Duration timeout) {
        this.common = common;
        this.used = used;
        this.timeout = timeout;
    }

    /**
     * Checks.
     *
     * @return each of the topics as the broker has it
     * @throws StartRefusedException naming every problem
     */
    public Map<Topics, TopicDescription> run() {
        Map<Topics, TopicDescription> found = describe();
        Map<String, Integer> counts = new HashMap<>();
        found.forEach((topic, description) ->
                counts.put(topic.topicName(), description.partitions().size()));
        List<String> problems = Topics.problems(used, counts);
        if (!problems.isEmpty()) {
            throw new StartRefusedException(
                    "Kafka at " + ClientSettings.servers(common) + ": " + String.join(" ", problems));
        }
        return found;
    }

    private Map<Topics, TopicDescription> describe() {
        Map<Topics, TopicDescription> found = new HashMap<>();
        try (Admin admin = Admin.create(ClientSettings.admin(common, timeout))) {
            Map<String, KafkaFuture<TopicDescription>> described = admin.describeTopics(
                            used.stream().map(Topics::topicName).toList())
                    .topicNameValues();
            for (Topics topic : used) {
                KafkaFuture<TopicDescription> description = described.get(topic.topicName());
                try {
                    if (description != null) {
                        found.put(topic, description.get(timeout.toMillis() + GRACE_MS, TimeUnit.MILLISECONDS));
                    }
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
                "Kafka at " + ClientSettings.servers(common) + " did not answer within " + timeout.toSeconds() + " s ("
                        + why + "). Start the broker, or set KAFKA_BOOTSTRAP_SERVERS to where it is.",
                cause);
    }
}
