package dev.affix.inference.follow;

import dev.affix.contracts.Topics;
import dev.affix.inference.config.InferenceConfig;
import dev.affix.inference.kafka.Clients;
import dev.affix.inference.meters.Counts;
import dev.affix.inference.roster.Catalog;
import dev.affix.inference.roster.Readiness;
import dev.affix.inference.roster.Rosters;
import dev.affix.inference.tracing.Traces;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jboss.logging.Logger;

/**
 * Reads the topics of experiments and adapters from their beginning, at every start, and keeps the roster up to date.
 *
 * <p>Lifecycle: {@link #start} once, {@link #stop} once. One thread of its own. It fetches nothing before it has read what
 * was there when it started: versions that were superseded long ago are never downloaded.
 */
@ApplicationScoped
public class TopicFollower {
    private static final Logger LOG = Logger.getLogger(TopicFollower.class);
    private static final TopicPartition EXPERIMENTS = new TopicPartition(Topics.EXPERIMENTS.topicName(), 0);
    private static final TopicPartition ADAPTERS = new TopicPartition(Topics.ADAPTERS.topicName(), 0);
    private static final List<TopicPartition> FOLLOWED = List.of(EXPERIMENTS, ADAPTERS);
    private static final Duration IDLE = Duration.ofMillis(500);
    private static final Duration WANTING = Duration.ofMillis(50);

    private final Clients clients;
    private final InferenceConfig config;
    private final VersionSource source;
    private final AdapterBank bank;
    private final Rosters rosters;
    private final Loader loader;
    private final Readiness readiness;
    private final Counts counts;
    private final Clock clock;
    private final Traces traces;
    private final Thread thread = new Thread(this::run, "affix-follower");
    private volatile boolean started;
    private volatile boolean stopping;

    TopicFollower(
            Clients clients,
            InferenceConfig config,
            VersionSource source,
            AdapterBank bank,
            Rosters rosters,
            Loader loader,
            Readiness readiness,
            Counts counts,
            Clock clock,
            Traces traces) {
        this.clients = clients;
        this.config = config;
        this.source = source;
        this.bank = bank;
        this.rosters = rosters;
        this.loader = loader;
        this.readiness = readiness;
        this.counts = counts;
        this.clock = clock;
        this.traces = traces;
    }

    /** Starts following. */
    public void start() {
        started = true;
        thread.setDaemon(true);
        thread.start();
    }

    /** Stops following and waits for the thread's end, at most 10 seconds. */
    public void stop() {
        stopping = true;
        try {
            thread.join(10_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Returns whether the thread, once started, lives. */
    public boolean alive() {
        return !started || thread.isAlive();
    }

    private void run() {
        try (Producer<byte[], byte[]> deadLetters = clients.deadLetters();
                Reporter reporter = new Reporter(config.instanceId(), clients.reports(), clock)) {
            // The catalog outlives a failed consumer: reading the topics again changes nothing in it, so nothing is
            // dropped.
            RosterUpdates updates = new RosterUpdates(
                    new Catalog(config.keepVersions()),
                    new Admission(source, bank, rosters, loader),
                    rosters,
                    letter -> send(deadLetters, letter),
                    counts,
                    clock,
                    traces);
            while (!stopping) {
                try {
                    follow(updates, reporter);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    return;
                } catch (RuntimeException e) {
                    LOG.error("Following experiments and adapters failed; reading them again in a second", e);
                    pause();
                }
            }
        }
    }

    private void follow(RosterUpdates updates, Reporter reporter) throws InterruptedException {
        try (Consumer<byte[], byte[]> consumer = clients.follower()) {
            consumer.assign(FOLLOWED);
            consumer.seekToBeginning(FOLLOWED);
            reporter.announce();
            Map<TopicPartition, Long> ends = consumer.endOffsets(FOLLOWED);
            if (!readiness.isCaughtUp()) {
                // As good as applied: nothing is answered before they are, and then by the newest versions.
                reporter.applied(new Reporter.Applied(
                        ends.getOrDefault(ADAPTERS, 0L), ends.getOrDefault(EXPERIMENTS, 0L), List.of(), List.of()));
            }
            boolean caughtUp = false;
            RosterUpdates.Progress progress = RosterUpdates.Progress.NOTHING_WANTED;
            while (!stopping) {
                Duration patience = switch (progress) {
                    case TRIED -> Duration.ZERO;
                    case WAITING -> WANTING;
                    case NOTHING_WANTED -> IDLE;
                };
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(patience)) {
                    updates.apply(record);
                }
                caughtUp = caughtUp
                        || ends.entrySet().stream().allMatch(end -> consumer.position(end.getKey()) >= end.getValue());
                if (caughtUp) {
                    updates.publish();
                    progress = updates.admitNext();
                    readiness.caughtUp();
                    reporter.applied(new Reporter.Applied(
                            consumer.position(ADAPTERS),
                            consumer.position(EXPERIMENTS),
                            updates.pending(),
                            updates.refused()));
                }
            }
        }
    }

    @SuppressWarnings("FutureReturnValueIgnored") // The callback hears of a failure.
    private static void send(Producer<byte[], byte[]> producer, ProducerRecord<byte[], byte[]> letter) {
        producer.send(letter, (sent, failure) -> {
            if (failure != null) {
                LOG.errorf(failure, "A dead letter for %s was lost", letter.topic());
            }
        });
    }

    private static void pause() {
        try {
            Thread.sleep(1_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
