package dev.affix.metrics.running;

import dev.affix.contracts.Topics;
import dev.affix.kafka.StartRefusedException;
import dev.affix.kafka.TopicCheck;
import dev.affix.metrics.config.MetricsConfig;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.common.annotation.Identifier;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Starts the stream processing with the application, and ends the application when the processing cannot go on. */
@ApplicationScoped
public class Streaming {
    private static final Logger LOG = Logger.getLogger(Streaming.class);

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

    private final Map<String, Object> clients;
    private final MetricsConfig config;
    private volatile @Nullable StreamEngine engine;
    private volatile boolean refused;

    Streaming(@Identifier("default-kafka-broker") Map<String, Object> clients, MetricsConfig config) {
        this.clients = clients;
        this.config = config;
    }

    void start(@Observes StartupEvent event) {
        try {
            int partitions = requestPartitions(clients, config.startupTimeout());
            StreamEngine started = new StreamEngine(StreamSettings.of(clients, config), partitions, this::end);
            engine = started;
            started.start();
        } catch (StartRefusedException e) {
            refused = true;
            LOG.error(e.getMessage());
            Quarkus.asyncExit(1);
        }
    }

    /**
     * Checks the topics that the service uses.
     *
     * @return the partition count of those keyed by request
     * @throws StartRefusedException naming every problem
     */
    static int requestPartitions(Map<String, Object> clients, Duration timeout) {
        return Objects.requireNonNull(
                        new TopicCheck(clients, USED, timeout).run().get(Topics.PREDICTIONS))
                .partitions()
                .size();
    }

    void stop(@Observes ShutdownEvent event) {
        StreamEngine running = engine;
        if (running != null) {
            running.close();
        }
    }

    /**
     * Returns the running engine.
     *
     * @throws RestoringException if there is none yet
     */
    public StreamEngine engine() {
        StreamEngine running = engine;
        if (running == null) {
            throw new RestoringException("The stream processing has not started.");
        }
        return running;
    }

    /** Returns whether the state is complete and the processing runs. */
    public boolean complete() {
        StreamEngine running = engine;
        return running != null && running.complete();
    }

    /** Returns whether only a restart can help. */
    public boolean dead() {
        StreamEngine running = engine;
        return refused || (running != null && running.dead());
    }

    private void end(Throwable failure) {
        LOG.error("The stream processing ended and the service with it; a restart goes on where it stopped", failure);
        Quarkus.asyncExit(1);
    }
}
