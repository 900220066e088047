package dev.affix.training.stream;

import dev.affix.contracts.Topics;
import dev.affix.kafka.StartRefusedException;
import dev.affix.kafka.TopicCheck;
import java.util.List;
import java.util.Objects;
import org.apache.kafka.clients.admin.TopicDescription;

/**
 * The topic of scored examples as the broker has it.
 *
 * @param id what the broker calls it; another after it was deleted and created again
 * @param partitions its partitions
 */
public record ScoredTopic(String id, int partitions) {
    private static final List<Topics> USED = List.of(
            Topics.REQUESTS,
            Topics.PREDICTIONS,
            Topics.LABELS,
            Topics.SCORED,
            Topics.SCORED_DLQ,
            Topics.EXPERIMENTS,
            Topics.EXPERIMENTS_DLQ);

    /**
     * Asks the broker, and checks every topic that the service uses.
     *
     * @throws StartRefusedException naming every problem
     */
    public static ScoredTopic find(Clients clients) {
        TopicDescription scored =
                Objects.requireNonNull(new TopicCheck(clients.common(), USED, clients.startupTimeout())
                        .run()
                        .get(Topics.SCORED));
        return new ScoredTopic(scored.topicId().toString(), scored.partitions().size());
    }
}
