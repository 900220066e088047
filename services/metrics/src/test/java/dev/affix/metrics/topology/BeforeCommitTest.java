package dev.affix.metrics.topology;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.apache.kafka.common.serialization.LongSerializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a processor kept is stored when a commit comes, in Kafka's driver, which commits after each record. */
class BeforeCommitTest {
    private final BeforeCommit commits = new BeforeCommit("changes");
    private final List<Long> storedBefore = new ArrayList<>();

    /** Adds up what comes, by key. */
    @SuppressWarnings("NullAway.Init") // Kafka calls init() first
    private final class Adding extends ContextualProcessor<String, Long, Void, Void> {
        private KeyValueStore<String, Long> store;
        private Kept<Long> sums;
        private BeforeCommit.Task commit;

        @Override
        public void init(ProcessorContext<Void, Void> context) {
            super.init(context);
            store = context.getStateStore("sums");
            sums = new Kept<>(store);
            commit = commits.register(context, sums::store);
        }

        @Override
        public void process(Record<String, Long> record) {
            Long sum = sums.find(record.key());
            sums.put(record.key(), (sum == null ? 0 : sum) + record.value());
            Long stored = store.get(record.key());
            storedBefore.add(stored == null ? 0 : stored);
            commit.changed();
        }
    }

    /** Without a cache each change is stored at once, which is slow and right. */
    @ParameterizedTest
    @ValueSource(longs = {0, 1 << 20})
    void whatWasKeptIsStoredWhenACommitComes(long cache) {
        Topology topology = new Topology()
                .addSource("in", "numbers")
                .addProcessor("adding", Adding::new, "in")
                .addStateStore(
                        Stores.keyValueStoreBuilder(
                                Stores.inMemoryKeyValueStore("sums"), Serdes.String(), Serdes.Long()),
                        "adding")
                .addStateStore(commits.store(), "adding");
        Properties properties = new Properties();
        properties.put(StreamsConfig.DEFAULT_KEY_SERDE_CLASS_CONFIG, Serdes.StringSerde.class);
        properties.put(StreamsConfig.DEFAULT_VALUE_SERDE_CLASS_CONFIG, Serdes.LongSerde.class);
        properties.put(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG, cache);
        try (TopologyTestDriver driver = new TopologyTestDriver(topology, properties)) {
            for (long number = 1; number <= 4; number++) {
                driver.createInputTopic("numbers", new StringSerializer(), new LongSerializer())
                        .pipeInput("a", number);
            }
            KeyValueStore<String, Long> sums = driver.getKeyValueStore("sums");
            assertThat(sums.get("a")).isEqualTo(10);
        }
        assertThat(storedBefore).as("not before its commit").containsExactly(0L, 1L, 3L, 6L);
    }
}
