package dev.affix.metrics.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.affix.contracts.SourcePosition;
import dev.affix.metrics.join.Released;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.state.KeyValueStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OutcomesTest {
    private final KeyValueStore<String, byte[]> store = MemoryStores.open(Serdes.String(), Serdes.ByteArray());

    private static Released outcome(int number) {
        return new Released(new SourcePosition(0, number), 1_000L + number, List.of(), null);
    }

    /** A crash undoes what was sent since the last commit, and its outcomes are added again. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void eachOutcomeIsSentOnceInItsOrderThroughCommitsAndCrashes(long seed) {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        Map<String, List<Long>> committed = new TreeMap<>();
        Map<String, List<Long>> sent = new TreeMap<>();
        Outcomes outcomes = new Outcomes(store, (name, batch, newest) -> take(sent, name, batch));
        int next = 0;
        int committedTo = 0;
        for (int step = 0; step < 2_000; step++) {
            outcomes.add("e" + next % 2, outcome(next));
            next++;
            if (random.nextInt(60) == 0) {
                outcomes.send();
            }
            if (random.nextInt(40) == 0) {
                if (random.nextBoolean()) {
                    outcomes.send();
                }
                outcomes.store();
                committedTo = next;
                committed = copy(sent);
            }
            if (random.nextInt(60) == 0) {
                sent.clear();
                sent.putAll(copy(committed));
                outcomes = new Outcomes(store, (name, batch, newest) -> take(sent, name, batch));
                next = committedTo;
            }
        }
        outcomes.send();
        List<Long> all = new ArrayList<>();
        sent.values().forEach(all::addAll);
        assertThat(all).hasSize(next).doesNotHaveDuplicates();
        assertThat(sent.values()).allSatisfy(own -> assertThat(own).isSorted());
    }

    private static void take(Map<String, List<Long>> sent, String name, byte[] batch) {
        List<Long> own = sent.computeIfAbsent(name, none -> new ArrayList<>());
        OutcomeBatch.read(batch).forEach(outcome -> own.add(outcome.prediction().offset()));
    }

    private static Map<String, List<Long>> copy(Map<String, List<Long>> sent) {
        Map<String, List<Long>> copy = new TreeMap<>();
        sent.forEach((name, own) -> copy.put(name, new ArrayList<>(own)));
        return copy;
    }

    @Test
    void aBatchHasTheTimeOfItsNewestOutcome() {
        List<Long> times = new ArrayList<>();
        Outcomes outcomes = new Outcomes(store, (name, batch, newest) -> times.add(newest));
        assertThat(outcomes.send()).isFalse();
        outcomes.add("e", outcome(5));
        outcomes.add("e", outcome(3));
        assertThat(outcomes.send()).isTrue();
        assertThat(times).containsExactly(1_005L);
    }
}
