package dev.affix.metrics.running;

import dev.affix.metrics.config.MetricsConfig;
import dev.affix.metrics.join.Bounds;
import dev.affix.metrics.topology.TopologySettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.streams.StreamsConfig;
import org.jspecify.annotations.Nullable;

/**
 * Settings of the stream processing.
 *
 * @param clients settings of all Kafka clients, at least the servers
 * @param applicationId consumer group and prefix of internal topics
 * @param instanceId this replica's name in the group
 * @param advertised host and port where the other replicas ask this one, null if there are none
 * @param state directory of the local state
 * @param threads threads
 * @param commitInterval time from one commit to the next
 * @param topology settings of the topology
 */
public record StreamSettings(
        Map<String, Object> clients,
        String applicationId,
        String instanceId,
        @Nullable String advertised,
        Path state,
        int threads,
        Duration commitInterval,
        TopologySettings topology) {
    /** Takes the settings of the service. */
    public static StreamSettings of(Map<String, Object> clients, MetricsConfig config) {
        return new StreamSettings(
                clients,
                config.applicationId(),
                config.instanceId(),
                config.advertise()
                        .map(host -> host + ":" + config.advertisePort())
                        .orElse(null),
                config.state(),
                config.threads(),
                config.commitInterval(),
                new TopologySettings(
                        bounds(config), config.rollingWindow(), config.verdictEvery(), config.experimentPatience()));
    }

    private static Bounds bounds(MetricsConfig config) {
        long bytes = config.pendingBytes().asLongValue();
        if (bytes < Bounds.LEAST_BYTES) {
            throw new IllegalArgumentException("affix.metrics.pending-bytes is " + bytes + "; at least "
                    + Bounds.LEAST_BYTES + " are needed, or one large record would push out all others");
        }
        return new Bounds(config.labelHorizon(), bytes);
    }

    /** Returns them as Kafka Streams wants them. */
    Properties properties() {
        Properties properties = new Properties();
        properties.putAll(clients);
        properties.put(StreamsConfig.APPLICATION_ID_CONFIG, applicationId);
        properties.put(StreamsConfig.STATE_DIR_CONFIG, state.toString());
        if (advertised != null) {
            properties.put(StreamsConfig.APPLICATION_SERVER_CONFIG, advertised);
        }
        properties.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, threads);
        properties.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
        properties.put(StreamsConfig.ROCKSDB_CONFIG_SETTER_CLASS_CONFIG, BoundedRocksDb.class);
        properties.put(StreamsConfig.TOPOLOGY_OPTIMIZATION_CONFIG, StreamsConfig.NO_OPTIMIZATION);
        // Reading what is there from the beginning is what a first start is for.
        properties.put(consumer(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG), "earliest");
        // A replica killed without a word gives its partitions up after 6 seconds; under its own name it has them back
        // at once.
        properties.put(consumer(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG), instanceId);
        properties.put(consumer(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG), 6_000);
        properties.put(consumer(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG), 1_500);
        // A replica that joins gets partitions with much state once it has copied it, and this often somebody looks.
        properties.put(StreamsConfig.PROBING_REBALANCE_INTERVAL_MS_CONFIG, 60_000L);
        properties.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, commitInterval.toMillis());
        // Nobody sees a record before its commit, which sends at once whatever waits.
        properties.put(StreamsConfig.producerPrefix(ProducerConfig.LINGER_MS_CONFIG), 20);
        properties.put(StreamsConfig.producerPrefix(ProducerConfig.BATCH_SIZE_CONFIG), 128 << 10);
        // A transaction's first write to a partition may be refused while the one before it completes; later writes in
        // flight then fail as out of order and are sent again, which fills the logs. One at a time avoids that.
        properties.put(StreamsConfig.producerPrefix(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION), 1);
        // A dead letter or a text of the longest size and its headers still fit.
        properties.put(StreamsConfig.producerPrefix(ProducerConfig.MAX_REQUEST_SIZE_CONFIG), 4 << 20);
        return properties;
    }

    private static String consumer(String name) {
        return StreamsConfig.mainConsumerPrefix(name);
    }
}
