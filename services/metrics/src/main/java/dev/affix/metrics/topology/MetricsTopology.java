package dev.affix.metrics.topology;

import dev.affix.contracts.Topics;
import dev.affix.metrics.comparison.Guards;
import dev.affix.metrics.comparison.PublishedVersion;
import dev.affix.metrics.comparison.Scoreboard;
import dev.affix.metrics.comparison.Versions;
import dev.affix.metrics.join.Counts;
import java.util.function.Function;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Materialized;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.kstream.Repartitioned;
import org.apache.kafka.streams.state.KeyValueBytesStoreSupplier;
import org.apache.kafka.streams.state.Stores;
import org.jspecify.annotations.Nullable;

/**
 * The service's stream processing.
 *
 * <pre>
 * predictions ─┐                        ┌─► scored, dead letters
 *              ├─► label join ──────────┤
 * labels ──────┘   (by request)         └─► outcomes ─┐
 *                                                     ├─► comparison ──► verdicts
 * adapters ───────► publications ───────► versions ───┘   (by experiment)
 * experiments ────► global store, read by both
 * </pre>
 *
 * <p>Outcomes and versions are internal topics, which Kafka Streams creates.
 */
public final class MetricsTopology {
    /** Partitions of the internal topics keyed by experiment. Experiments are few: two let two replicas share them. */
    public static final int EXPERIMENT_PARTITIONS = 2;

    /** How the name of the internal topic of outcomes ends. */
    public static final String OUTCOMES_SUFFIX = "-outcomes-repartition";

    private final TopologySettings settings;
    private final Function<String, KeyValueBytesStoreSupplier> requestStores;
    private final GlobalExperiments experiments = new GlobalExperiments();
    private final BeforeCommit joinCommits = new BeforeCommit(StoreNames.JOIN_CHANGES);
    private final BeforeCommit comparisonCommits = new BeforeCommit(StoreNames.COMPARISON_CHANGES);

    /** Creates one that keeps what it remembers of requests on disk. */
    public MetricsTopology(TopologySettings settings) {
        this(settings, Stores::persistentKeyValueStore);
    }

    /** Creates one with other stores by name for what it remembers of requests. */
    MetricsTopology(TopologySettings settings, Function<String, KeyValueBytesStoreSupplier> requestStores) {
        this.settings = settings;
        this.requestStores = requestStores;
    }

    /** Returns the topology. */
    public Topology build() {
        StreamsBuilder builder = new StreamsBuilder();
        builder.globalTable(
                Topics.Names.EXPERIMENTS,
                Consumed.with(Serdes.String(), Serdes.ByteArray()),
                Materialized.<String, byte[]>as(experiments)
                        .withCachingDisabled()
                        .withKeySerde(Serdes.String())
                        .withValueSerde(Serdes.ByteArray()));
        addJoinStores(builder);
        addComparisonStores(builder);

        KStream<byte[], byte[]> labels = source(builder, Topics.Names.LABELS);
        KStream<byte @Nullable [], Emission> joined = source(builder, Topics.Names.PREDICTIONS)
                .merge(labels)
                .process(
                        () -> new JoinProcessor(settings, experiments, joinCommits),
                        Named.as("label-join"),
                        StoreNames.REQUESTS,
                        StoreNames.ORDER,
                        StoreNames.SLOTS,
                        StoreNames.SIZES,
                        StoreNames.COUNTS,
                        StoreNames.UNSENT,
                        StoreNames.JOIN_CHANGES);
        KStream<byte @Nullable [], Emission> publications =
                source(builder, Topics.Names.ADAPTERS).process(AdapterProcessor::new, Named.as("publications"));

        KStream<String, Object> versions = internal(publications, "versions", JsonSerde.of(PublishedVersion.class));
        internal(joined, "outcomes", OutcomeBatch.serde())
                .merge(versions)
                .process(
                        () -> new ComparisonProcessor(settings, experiments, comparisonCommits),
                        Named.as("comparison"),
                        StoreNames.SCOREBOARDS,
                        StoreNames.CURVES,
                        StoreNames.VERSIONS,
                        StoreNames.DETAILS,
                        StoreNames.ANSWERS,
                        StoreNames.GUARDS,
                        StoreNames.UNITS,
                        StoreNames.COMPARISON_CHANGES)
                .to(Topics.Names.VERDICTS, Produced.with(Serdes.String(), Serdes.ByteArray()));
        return builder.build();
    }

    private static KStream<byte[], byte[]> source(StreamsBuilder builder, String topic) {
        return builder.stream(
                topic,
                Consumed.with(Serdes.ByteArray(), Serdes.ByteArray())
                        .withTimestampExtractor((record, partitionTime) -> Math.max(0, record.timestamp())));
    }

    /** Writes what goes to topics, and returns what goes on, by experiment. */
    private static <T> KStream<String, Object> internal(
            KStream<byte @Nullable [], Emission> emissions, String name, Serde<T> values) {
        emissions
                .filter((key, emission) -> emission.topic() != null, Named.as(name + "-out"))
                .to((key, emission, context) -> topic(emission), Produced.with(Serdes.ByteArray(), emissions()));
        return emissions
                .filter((key, emission) -> emission.topic() == null, Named.as(name + "-on"))
                .repartition(Repartitioned.with(Serdes.ByteArray(), emissions())
                        .withName(name)
                        .withNumberOfPartitions(EXPERIMENT_PARTITIONS))
                .process(() -> new Decoder<>(values), Named.as(name + "-read"));
    }

    private static String topic(Emission emission) {
        if (emission.topic() == null) {
            throw new IllegalStateException("an internal record goes to no topic");
        }
        return emission.topic();
    }

    @SuppressWarnings("NullAway") // A dead letter's value may be null, and goes through as null.
    private static Serde<Emission> emissions() {
        return Serdes.serdeFrom((topic, emission) -> emission.value(), (topic, bytes) -> Emission.internal(bytes));
    }

    private void addJoinStores(StreamsBuilder builder) {
        builder.addStateStore(Stores.keyValueStoreBuilder(
                requestStores.apply(StoreNames.REQUESTS), Serdes.String(), Serdes.ByteArray()));
        builder.addStateStore(
                Stores.keyValueStoreBuilder(requestStores.apply(StoreNames.ORDER), Serdes.Bytes(), Serdes.ByteArray()));
        builder.addStateStore(
                Stores.keyValueStoreBuilder(requestStores.apply(StoreNames.SLOTS), Serdes.Long(), SlotCodec.serde()));
        addKeptStore(builder, StoreNames.SIZES, Serdes.Long());
        addKeptStore(builder, StoreNames.COUNTS, JsonSerde.of(Counts.class));
        addKeptStore(builder, StoreNames.UNSENT, Serdes.ByteArray());
        builder.addStateStore(joinCommits.store());
    }

    private void addComparisonStores(StreamsBuilder builder) {
        addKeptStore(builder, StoreNames.SCOREBOARDS, JsonSerde.of(Scoreboard.class));
        addKeptStore(builder, StoreNames.CURVES, CurveCodec.serde());
        addKeptStore(builder, StoreNames.VERSIONS, JsonSerde.of(Versions.class));
        addKeptStore(builder, StoreNames.DETAILS, DetailCodec.serde());
        addKeptStore(builder, StoreNames.ANSWERS, AnswerCodec.serde());
        addKeptStore(builder, StoreNames.UNITS, Serdes.ByteArray());
        addKeptStore(builder, StoreNames.GUARDS, JsonSerde.of(Guards.State.class, Guards::state, Guards::new));
        builder.addStateStore(comparisonCommits.store());
    }

    /** Few keys, in memory, which are put once for each commit: see {@link BeforeCommit}. */
    private static <T> void addKeptStore(StreamsBuilder builder, String name, Serde<T> values) {
        builder.addStateStore(Stores.keyValueStoreBuilder(Stores.inMemoryKeyValueStore(name), Serdes.String(), values));
    }
}
