package dev.affix.metrics.running;

import dev.affix.metrics.topology.MetricsTopology;
import dev.affix.metrics.topology.StoreNames;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StoreQueryParameters;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.apache.kafka.streams.state.QueryableStoreTypes;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The running stream processing. Lifecycle: create, {@link #start}, {@link #close}. Queries are thread-safe, and throw
 * {@link RestoringException} as long as the state is not complete here: never a partial answer.
 */
public final class StreamEngine implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StreamEngine.class);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(10);

    private final KafkaStreams streams;
    private final int requestPartitions;

    /**
     * Creates one.
     *
     * @param requestPartitions partition count of the topics keyed by request
     * @param failed called once when the processing cannot go on, from a thread that must not be blocked
     */
    public StreamEngine(StreamSettings settings, int requestPartitions, Consumer<Throwable> failed) {
        this.requestPartitions = requestPartitions;
        this.streams = new KafkaStreams(new MetricsTopology(settings.topology()).build(), settings.properties());
        streams.setUncaughtExceptionHandler(failure -> {
            if (transientFailure(failure)) {
                LOG.warn("A stream thread ended and is replaced: {}", failure.toString());
                return StreamThreadExceptionResponse.REPLACE_THREAD;
            }
            failed.accept(failure);
            return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
        });
    }

    /** Starts reading. Returns at once; {@link #complete} says when the state is there. */
    public void start() {
        streams.start();
    }

    /** Stops, with what was done committed. */
    @Override
    public void close() {
        if (!streams.close(CLOSE_TIMEOUT)) {
            LOG.warn(
                    "The stream processing did not stop within {}; what it had not committed is done again",
                    CLOSE_TIMEOUT);
        }
    }

    /** Returns whether the processing runs and every partition's state is restored here. */
    public boolean complete() {
        if (streams.state() != KafkaStreams.State.RUNNING) {
            return false;
        }
        try {
            partitions(StoreNames.COUNTS, requestPartitions);
            partitions(StoreNames.SCOREBOARDS, MetricsTopology.EXPERIMENT_PARTITIONS);
            return true;
        } catch (RestoringException e) {
            return false;
        }
    }

    /** Returns how many records of its partitions this instance has not read yet, as its consumers last saw. */
    public double lag() {
        return streams.metrics().entrySet().stream()
                .filter(metric -> metric.getKey().name().equals("records-lag"))
                // Restoring and global consumers read changelogs, not what came in.
                .filter(metric -> String.valueOf(metric.getKey().tags().get("client-id"))
                        .matches(".*-StreamThread-\\d+-consumer"))
                .map(metric -> metric.getValue().metricValue())
                .filter(Double.class::isInstance)
                .mapToDouble(Double.class::cast)
                .filter(Double::isFinite)
                .sum();
    }

    /** Returns whether the processing has ended and will not begin again. */
    public boolean dead() {
        KafkaStreams.State state = streams.state();
        return state == KafkaStreams.State.ERROR || state == KafkaStreams.State.PENDING_ERROR;
    }

    /** Returns a store that every instance has whole. */
    public <V> ReadOnlyKeyValueStore<String, V> global(String name) {
        return query(StoreQueryParameters.fromNameAndType(name, QueryableStoreTypes.keyValueStore()));
    }

    /** Returns a store's partitions that belong to the label join. */
    public <V> List<ReadOnlyKeyValueStore<String, V>> byRequest(String name) {
        return partitions(name, requestPartitions);
    }

    /** Returns a store's partitions that belong to the comparison. */
    public <V> List<ReadOnlyKeyValueStore<String, V>> byExperiment(String name) {
        return partitions(name, MetricsTopology.EXPERIMENT_PARTITIONS);
    }

    /** With fewer partitions than there are, a restart could answer with a part while another still holds the rest. */
    private <V> List<ReadOnlyKeyValueStore<String, V>> partitions(String name, int count) {
        List<ReadOnlyKeyValueStore<String, V>> partitions = new ArrayList<>();
        for (int partition = 0; partition < count; partition++) {
            partitions.add(
                    query(StoreQueryParameters.fromNameAndType(name, QueryableStoreTypes.<String, V>keyValueStore())
                            .withPartition(partition)));
        }
        return partitions;
    }

    private <S> S query(StoreQueryParameters<S> parameters) {
        if (streams.state() != KafkaStreams.State.RUNNING) {
            throw new RestoringException("The state is being restored (" + streams.state() + ").");
        }
        try {
            return streams.store(parameters);
        } catch (InvalidStateStoreException e) {
            throw new RestoringException("The state is being restored (" + e.getMessage() + ").");
        }
    }

    private static boolean transientFailure(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof RetriableException) {
                return true;
            }
        }
        return false;
    }
}
