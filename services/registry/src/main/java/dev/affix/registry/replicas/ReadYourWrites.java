package dev.affix.registry.replicas;

import dev.affix.contracts.Topics;
import dev.affix.kafka.ClientSettings;
import dev.affix.registry.outbox.Outbox;
import io.smallrye.common.annotation.Identifier;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Waits until every inference replica that lives has applied a change.
 *
 * <p>Guarantee: when {@link #await} returns, a request that is sent afterwards is answered by what the change says or by
 * something newer, at every replica. Those that start meanwhile are no exception: a replica reports itself before it
 * looks for the end of the topics that it must have read before it answers, and here the reports are read up to an end
 * that was looked for after the event was written. So either the replica is waited for, or it reads the event itself.
 */
@ApplicationScoped
public class ReadYourWrites {
    private static final Duration OUTBOX_POLL = Duration.ofMillis(5);
    private static final Duration LOOK_AGAIN = Duration.ofMillis(100);

    private final Outbox outbox;
    private final ReplicaFollower follower;
    private final Replicas replicas;
    private final Clock clock;
    private final Admin admin;

    ReadYourWrites(
            @Identifier("default-kafka-broker") Map<String, Object> kafka,
            Outbox outbox,
            ReplicaFollower follower,
            Replicas replicas,
            Clock clock) {
        this.outbox = outbox;
        this.follower = follower;
        this.replicas = replicas;
        this.clock = clock;
        this.admin = Admin.create(ClientSettings.admin(kafka, Duration.ofSeconds(5)));
    }

    /**
     * Waits for the changes that were committed before this call.
     *
     * @param topic the topic of their events: adapters or experiments
     * @param digest the version that is to answer, null if they are about none
     * @return the replicas that have applied them; empty if none lives
     * @throws NotAppliedException naming what is missing if the time passed before that
     * @throws RefusedByReplicaException if a replica will never answer with the version
     */
    public List<String> await(Topics topic, @Nullable String digest, Duration limit) throws InterruptedException {
        Instant deadline = clock.instant().plus(limit);
        awaitSent(deadline, limit);
        TopicPartition events = new TopicPartition(topic.topicName(), 0);
        ListOffsetsResult ends = admin.listOffsets(
                Map.of(events, OffsetSpec.latest(), ReplicaFollower.PARTITION, OffsetSpec.latest()),
                new ListOffsetsOptions().timeoutMs(millis(deadline)));
        Change change = new Change(topic, end(ends, events, limit), digest);
        long reports = end(ends, ReplicaFollower.PARTITION, limit);
        while (true) {
            long polls = follower.polls();
            boolean read = follower.position() >= reports;
            Standing standing = replicas.standing(change, clock.instant());
            if (read && !standing.refusing().isEmpty() && digest != null) {
                throw new RefusedByReplicaException(digest, standing.refusing());
            }
            if (read && standing.lagging().isEmpty()) {
                return standing.applied();
            }
            if (!clock.instant().isBefore(deadline)) {
                throw late(
                        limit,
                        read
                                ? "replicas that have not applied it: " + String.join(", ", standing.lagging())
                                : "the replicas' reports could not be read");
            }
            follower.awaitNews(polls, LOOK_AGAIN);
        }
    }

    private void awaitSent(Instant deadline, Duration limit) throws InterruptedException {
        long newest = outbox.newest();
        while (!outbox.sent(newest)) {
            if (!clock.instant().isBefore(deadline)) {
                throw late(limit, "its event has not reached Kafka yet");
            }
            Thread.sleep(OUTBOX_POLL.toMillis());
        }
    }

    private static long end(ListOffsetsResult ends, TopicPartition partition, Duration limit)
            throws InterruptedException {
        try {
            return ends.partitionResult(partition).get().offset();
        } catch (ExecutionException e) {
            throw late(limit, "the broker does not say where " + partition.topic() + " ends: " + e.getCause());
        }
    }

    private int millis(Instant deadline) {
        return (int) Math.max(1, Duration.between(clock.instant(), deadline).toMillis());
    }

    private static NotAppliedException late(Duration limit, String why) {
        return new NotAppliedException(
                "It is done and stays done, but " + limit.toMillis() + " ms later: " + why + ".");
    }

    @PreDestroy
    void close() {
        admin.close(Duration.ofSeconds(1));
    }
}
