package dev.affix.metrics.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.affix.contracts.Experiment;
import dev.affix.contracts.InvalidRecordException;
import dev.affix.contracts.Json;
import dev.affix.contracts.ScoredExample;
import dev.affix.contracts.SourcePosition;
import dev.affix.contracts.Topics;
import dev.affix.metrics.join.Bounds;
import dev.affix.metrics.join.Counts;
import dev.affix.metrics.join.Entry;
import dev.affix.metrics.join.JoinState;
import dev.affix.metrics.join.LabelJoin;
import dev.affix.metrics.join.MemoryJoinState;
import dev.affix.metrics.join.Outbox;
import dev.affix.metrics.join.Released;
import dev.affix.metrics.join.SourceRecord;
import dev.affix.metrics.testing.Records;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The join on stores against the join on maps. */
class StoredJoinTest {
    private static final Experiment EXPERIMENT = Records.experiment("a", "b");
    private static final Duration HORIZON = Duration.ofSeconds(200);

    private final MockProcessorContext<Void, Void> context = new MockProcessorContext<>();
    private int asked;

    StoredJoinTest() {
        add(StoreNames.REQUESTS, Serdes.String(), Serdes.ByteArray());
        add(StoreNames.ORDER, Serdes.Bytes(), Serdes.ByteArray());
        add(StoreNames.SLOTS, Serdes.Long(), SlotCodec.serde());
        add(StoreNames.SIZES, Serdes.String(), Serdes.Long());
        add(StoreNames.COUNTS, Serdes.String(), JsonSerde.of(Counts.class));
    }

    private <K, V> void add(String name, Serde<K> keys, Serde<V> values) {
        context.addStateStore(MemoryStores.open(
                ForwardingStore.around(Stores.inMemoryKeyValueStore(name), Watched::new), keys, values));
    }

    /** Counts how often the store of requests is asked. */
    private final class Watched extends ForwardingStore {
        Watched(KeyValueStore<Bytes, byte[]> store) {
            super(store);
        }

        @Override
        public byte @Nullable [] get(Bytes key) {
            asked += name().equals(StoreNames.REQUESTS) ? 1 : 0;
            return super.get(key);
        }
    }

    /** Everything that a join says, in order. */
    private static final class Said implements Outbox {
        private final List<String> lines = new ArrayList<>();

        @Override
        public void scored(ScoredExample example, List<SourceRecord.Header> trace) {
            lines.add("scored " + example);
        }

        @Override
        public void refused(SourceRecord record, InvalidRecordException problem) {
            lines.add("refused " + record.position() + " " + problem.getMessage());
        }

        @Override
        public void released(String experiment, Released outcome) {
            lines.add("released " + outcome);
        }
    }

    private static LabelJoin join(JoinState state, Outbox said) {
        return new LabelJoin(state, said, name -> EXPERIMENT, new Bounds(HORIZON, Long.MAX_VALUE));
    }

    private static void predict(LabelJoin join, int second, String id) {
        byte[] prediction = Json.write(Records.prediction(id, new TreeMap<>(Map.of("a", "x", "b", "y"))));
        join.prediction(record(Topics.Names.PREDICTIONS, second, id, prediction), second * 1_000L);
    }

    private static void label(LabelJoin join, int second, String id, String label) {
        join.label(record(Topics.Names.LABELS, second, id, Json.write(Records.label(id, label))), second * 1_000L);
    }

    private static SourceRecord record(String topic, int second, String id, byte[] value) {
        return new SourceRecord(
                topic,
                new SourcePosition(0, second),
                second * 1_000L,
                id.getBytes(StandardCharsets.UTF_8),
                value,
                List.of());
    }

    /** Labels before, after, twice, late, other ones and never; predictions twice; ids that come again when they are forgotten. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void commitsAndRestartsChangeNothing(long seed) {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        Said expected = new Said();
        MemoryJoinState memory = new MemoryJoinState();
        LabelJoin oracle = join(memory, expected);
        Said said = new Said();
        StoredJoin state = new StoredJoin(context);
        LabelJoin join = join(state, said);
        for (int second = 0; second < 4_000; second++) {
            // Some ids are of long ago: of some the request is late, of some it is forgotten.
            int ago = random.nextInt(3) == 0 ? random.nextInt(750) : random.nextInt(40) - 20;
            String id = "r" + Math.max(0, second / 3 - ago / 3);
            if (random.nextInt(3) == 0) {
                predict(oracle, second, id);
                predict(join, second, id);
            } else {
                String label = random.nextInt(20) == 0 ? "y" : random.nextInt(20) == 0 ? "?" : "x";
                label(oracle, second, id, label);
                label(join, second, id, label);
            }
            if (random.nextInt(10) == 0) {
                state.store();
                if (random.nextInt(5) == 0) {
                    state = new StoredJoin(context);
                    join = join(state, said);
                }
            }
            assertThat(said.lines).as("at %d", second).hasSameSizeAs(expected.lines);
        }
        assertThat(said.lines).isEqualTo(expected.lines).hasSizeGreaterThan(1_000);
        for (String scope : List.of(EXPERIMENT.name(), Counts.NO_EXPERIMENT, Counts.ALL)) {
            assertThat(state.counts(scope).counts())
                    .isEqualTo(memory.counts(scope).counts());
        }
        // What is done may be remembered longer, and is counted as long.
        assertThat(state.bytes() - entries(state)).isEqualTo(memory.measured() - entries(memory));
    }

    /** Returns the bytes of the requests that are remembered. */
    private static long entries(JoinState state) {
        long bytes = 0;
        for (int i = 0; i < 4_000 / 3 + 20; i++) {
            Entry entry = state.entry("r" + i);
            bytes += entry == null ? 0 : entry.size("r" + i);
        }
        return bytes;
    }

    /** "early" stands behind "later" in the queue of what is done, but is to be forgotten before it: it is when its id comes again. */
    @Test
    void aRequestThatComesAgainIsNotForgottenWithItsPredecessor() {
        Said said = new Said();
        LabelJoin join = join(new StoredJoin(context), said);
        predict(join, 1, "early");
        predict(join, 100, "later");
        label(join, 101, "later", "x");
        label(join, 150, "early", "x");
        label(join, 450, "early", "y");
        label(join, 510, "other", "x");
        predict(join, 520, "early");
        assertThat(said.lines.stream().filter(line -> line.startsWith("scored")))
                .hasSize(3)
                .last()
                .asString()
                .contains("requestId=early", "label=y");
    }

    /** What costs most is to ask the store: a request that is labelled soon, done and forgotten does without. */
    @Test
    void requestsThatAreLabelledSoonAreNeverLookedForInTheStore() {
        Said said = new Said();
        StoredJoin state = new StoredJoin(context);
        LabelJoin join = join(state, said);
        for (int second = 0; second < 2_000; second++) {
            predict(join, second, "request-" + second);
            if (second >= 20) {
                label(join, second, "request-" + (second - 20), "x");
            }
            if (second % 7 == 0) {
                state.store();
            }
        }
        assertThat(said.lines.stream().filter(line -> line.startsWith("scored")).count())
                .isEqualTo(1_980);
        assertThat(state.bytes()).isPositive();
        // One id in some hundred may be taken for another that is there.
        assertThat(asked).isLessThan(20);
        assertThat(stored()).isBetween(300, 1_000);
    }

    private int stored() {
        int count = 0;
        try (var all = context.<KeyValueStore<String, byte[]>>getStateStore(StoreNames.REQUESTS)
                .all()) {
            for (; all.hasNext(); all.next()) {
                count++;
            }
        }
        return count;
    }
}
