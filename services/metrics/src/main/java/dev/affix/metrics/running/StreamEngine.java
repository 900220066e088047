package dev.affix.metrics.running;

import dev.affix.contracts.Topics;
import dev.affix.metrics.topology.MetricsTopology;
import dev.affix.metrics.topology.StoreNames;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StoreQueryParameters;
import org.apache.kafka.streams.StreamsMetadata;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.apache.kafka.streams.state.HostInfo;
import org.apache.kafka.streams.state.QueryableStoreTypes;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The running stream processing. Lifecycle: create, {@link #start}, {@link #close}. Queries are thread-safe, and throw
 * {@link RestoringException} while the processing does not run. With several replicas each has some of the partitions.
 */
public final class StreamEngine implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StreamEngine.class);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(10);

    private final KafkaStreams streams;
    private final int requestPartitions;
    private final @Nullable HostInfo own;

    /**
     * Creates one.
     *
     * @param requestPartitions partition count of the topics keyed by request
     * @param failed called once when the processing cannot go on, from a thread that must not be blocked
     */
    public StreamEngine(StreamSettings settings, int requestPartitions, Consumer<Throwable> failed) {
        this.requestPartitions = requestPartitions;
        this.own = settings.advertised() == null ? null : HostInfo.buildFromEndpoint(settings.advertised());
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

    /** Returns whether the processing runs and every partition's state is restored here, or is another replica's. */
    public boolean complete() {
        if (streams.state() != KafkaStreams.State.RUNNING) {
            return false;
        }
        Set<Integer> requests = new HashSet<>(byRequest(StoreNames.COUNTS).keySet());
        Set<Integer> experiments =
                new HashSet<>(byExperiment(StoreNames.SCOREBOARDS).keySet());
        for (StreamsMetadata other : otherReplicas()) {
            for (TopicPartition partition : other.topicPartitions()) {
                if (partition.topic().equals(Topics.Names.PREDICTIONS)) {
                    requests.add(partition.partition());
                } else if (partition.topic().endsWith(MetricsTopology.OUTCOMES_SUFFIX)) {
                    experiments.add(partition.partition());
                }
            }
        }
        return requests.size() == requestPartitions && experiments.size() == experimentPartitions();
    }

    /** Returns host and port of the other replicas that have partitions, as the group's last rebalance said. */
    public List<String> others() {
        return otherReplicas().stream()
                .map(other -> other.hostInfo().host() + ":" + other.hostInfo().port())
                .toList();
    }

    private List<StreamsMetadata> otherReplicas() {
        HostInfo unknown = HostInfo.unavailable();
        return streams.metadataForAllStreamsClients().stream()
                .filter(client -> !client.topicPartitions().isEmpty())
                .filter(client ->
                        !client.hostInfo().equals(unknown) && !client.hostInfo().equals(own))
                .toList();
    }

    /** Returns the partition count of the topics keyed by request. */
    public int requestPartitions() {
        return requestPartitions;
    }

    /** Returns the partition count of the topics keyed by experiment. */
    public int experimentPartitions() {
        return MetricsTopology.EXPERIMENT_PARTITIONS;
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

    /** Returns those partitions of a store of the label join that are restored here. */
    public <V> Map<Integer, ReadOnlyKeyValueStore<String, V>> byRequest(String name) {
        return partitions(name, requestPartitions);
    }

    /** Returns those partitions of a store of the comparison that are restored here. */
    public <V> Map<Integer, ReadOnlyKeyValueStore<String, V>> byExperiment(String name) {
        return partitions(name, experimentPartitions());
    }

    /** Returns one partition of a store of the comparison. */
    public <V> ReadOnlyKeyValueStore<String, V> experiments(String name, int partition) {
        return query(partition(name, partition));
    }

    private <V> Map<Integer, ReadOnlyKeyValueStore<String, V>> partitions(String name, int count) {
        requireRunning();
        Map<Integer, ReadOnlyKeyValueStore<String, V>> here = new TreeMap<>();
        for (int partition = 0; partition < count; partition++) {
            try {
                ReadOnlyKeyValueStore<String, V> store = streams.store(StreamEngine.<V>partition(name, partition));
                // Kafka Streams hands out a store of any partition, and says that it is not here when it is asked
                // something.
                store.approximateNumEntries();
                here.put(partition, store);
            } catch (InvalidStateStoreException e) {
                // It is restored first, or it is another replica's: who needs it sees that it is missing.
                LOG.trace("Partition {} of store {} is not here", partition, name, e);
            }
        }
        return here;
    }

    private static <V> StoreQueryParameters<ReadOnlyKeyValueStore<String, V>> partition(String name, int partition) {
        return StoreQueryParameters.fromNameAndType(name, QueryableStoreTypes.<String, V>keyValueStore())
                .withPartition(partition);
    }

    private void requireRunning() {
        if (streams.state() != KafkaStreams.State.RUNNING) {
            throw new RestoringException("The state is being restored (" + streams.state() + ").");
        }
    }

    private <S> S query(StoreQueryParameters<S> parameters) {
        requireRunning();
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
