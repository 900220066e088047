package dev.affix.metrics.join;

import static org.assertj.core.api.Assertions.assertThat;

import dev.affix.contracts.Experiment;
import dev.affix.contracts.InvalidRecordException;
import dev.affix.contracts.Json;
import dev.affix.contracts.Prediction;
import dev.affix.contracts.ScoredExample;
import dev.affix.contracts.SourcePosition;
import dev.affix.contracts.Topics.Names;
import dev.affix.metrics.join.Counts.Kind;
import dev.affix.metrics.testing.Records;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random streams of predictions and labels, bounded in bytes. */
class BoundOfBytesTest {
    private static final Experiment EXPERIMENT = Records.experiment("a", "b");
    private static final Duration HORIZON = Duration.ofSeconds(200);
    private static final int STEPS = 2_000;

    /** A join, and everything it said. */
    private static final class Run implements Outbox {
        private final MemoryJoinState state = new MemoryJoinState();
        private final LabelJoin join;
        private final List<String> said = new ArrayList<>();
        private final List<Long> scored = new ArrayList<>();
        private final List<Long> released = new ArrayList<>();
        private long refused;
        private long labels;
        private long most;

        Run(long bytes) {
            join = new LabelJoin(state, this, name -> EXPERIMENT, new Bounds(HORIZON, bytes));
        }

        Run play(long seed) {
            RandomGenerator random =
                    RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
            for (int i = 0; i < STEPS; i++) {
                // Ids near the present one, so that labels come before, after, twice and never.
                String id = "r" + Math.max(0, i / 3 + random.nextInt(40) - 20);
                if (random.nextInt(3) == 0) {
                    join.prediction(record(Names.PREDICTIONS, i, id, Json.write(prediction(id))), i * 1_000L);
                } else {
                    labels++;
                    String label = random.nextInt(20) == 0 ? "y" : "x";
                    join.label(record(Names.LABELS, i, id, Json.write(Records.label(id, label))), i * 1_000L);
                }
                assertThat(state.bytes()).isEqualTo(state.measured());
                most = Math.max(most, state.bytes());
            }
            return this;
        }

        private static Prediction prediction(String id) {
            return Records.prediction(id, new TreeMap<>(Map.of("a", "x", "b", "y")));
        }

        private static SourceRecord record(String topic, int i, String id, byte[] value) {
            return new SourceRecord(
                    topic, new SourcePosition(0, i), i * 1_000L, id.getBytes(StandardCharsets.UTF_8), value, List.of());
        }

        Counts counts() {
            return state.counts(EXPERIMENT.name()).counts();
        }

        long of(Kind kind) {
            return counts().of(kind)
                    + state.counts(Counts.NO_EXPERIMENT).counts().of(kind);
        }

        @Override
        public void scored(ScoredExample example, List<SourceRecord.Header> trace) {
            scored.add(example.prediction().offset());
            said.add("scored " + example);
        }

        @Override
        public void refused(SourceRecord record, InvalidRecordException problem) {
            refused++;
            said.add("refused " + record.position() + " " + problem.getMessage());
        }

        @Override
        public void released(String experiment, Released outcome) {
            released.add(outcome.prediction().offset());
            said.add("released " + outcome);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void aBoundThatIsLargeEnoughChangesNothing(long seed) {
        Run unbounded = new Run(Long.MAX_VALUE).play(seed);
        Run bounded = new Run(unbounded.most).play(seed);
        assertThat(bounded.said).isEqualTo(unbounded.said).hasSizeGreaterThan(500);
        assertThat(bounded.counts()).isEqualTo(unbounded.counts());
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void underASmallBoundMemoryKeepsToItAndEachRequestHasOneOutcome(long seed) {
        Run run = new Run(20_000).play(seed);
        assertThat(run.most).isBetween(10_000L, 20_000L);
        assertThat(run.of(Kind.FORGOTTEN)).isPositive();
        assertThat(run.scored).doesNotHaveDuplicates();
        assertThat(run.released).doesNotHaveDuplicates().isSorted();
        Counts counts = run.counts();
        assertThat(counts.of(Kind.SCORED)).isEqualTo(run.scored.size());
        // Predictions: scored, given up for one of three causes, or still waiting.
        assertThat(counts.of(Kind.UNLABELLED))
                .isEqualTo(counts.of(Kind.NO_LABEL) + counts.of(Kind.OTHER_LABEL) + counts.of(Kind.PUSHED_OUT));
        assertThat(counts.pending()).isEqualTo(waiting(run, Entry.Unlabelled.class));
        // Labels: used, ignored, refused, or still waiting.
        assertThat(run.labels)
                .isEqualTo(run.scored.size()
                        + run.of(Kind.DUPLICATE_LABELS)
                        + run.refused
                        + waiting(run, Entry.Unpredicted.class));
    }

    @Test
    void whatIsDoneIsForgottenBeforeAnythingThatWaitsIsPushedOut() {
        Run run = new Run(4_000);
        run.join.prediction(Run.record(Names.PREDICTIONS, 0, "waits", Json.write(Run.prediction("waits"))), 0);
        for (int i = 1; i < 100; i++) {
            run.join.prediction(Run.record(Names.PREDICTIONS, i, "r" + i, Json.write(Run.prediction("r" + i))), 0);
            run.join.label(Run.record(Names.LABELS, i, "r" + i, Json.write(Records.label("r" + i, "x"))), 0);
            if (run.of(Kind.FORGOTTEN) == 0) {
                assertThat(run.of(Kind.PUSHED_OUT)).isZero();
            }
        }
        assertThat(run.of(Kind.FORGOTTEN)).isPositive();
        // What is held up behind the one that waits takes room too: in the end it is given up, and they are released.
        assertThat(run.of(Kind.PUSHED_OUT)).isEqualTo(1);
        assertThat(run.released).startsWith(0L);
    }

    @Test
    void theLabelOfARequestThatWasPushedOutIsRefused() {
        Run run = new Run(3_000);
        for (int i = 0; i < 20; i++) {
            run.join.prediction(Run.record(Names.PREDICTIONS, i, "r" + i, Json.write(Run.prediction("r" + i))), 0);
        }
        assertThat(run.of(Kind.PUSHED_OUT)).isPositive();
        run.join.label(Run.record(Names.LABELS, 0, "r0", Json.write(Records.label("r0", "x"))), 0);
        run.join.label(
                Run.record(Names.LABELS, 100, "other", Json.write(Records.label("other", "x"))),
                HORIZON.toMillis() + 1);
        assertThat(run.of(Kind.NO_PREDICTION) + run.of(Kind.PUSHED_OUT_LABELS)).isEqualTo(1);
        assertThat(run.scored).isEmpty();
    }

    private static long waiting(Run run, Class<? extends Entry> kind) {
        Set<String> ids = new HashSet<>();
        for (int i = 0; i < STEPS; i++) {
            String id = "r" + i;
            if (kind.isInstance(run.state.entry(id))) {
                ids.add(id);
            }
        }
        if (kind == Entry.Unlabelled.class) {
            return ids.size();
        }
        return ids.stream()
                .mapToLong(id -> ((Entry.Unpredicted) Objects.requireNonNull(run.state.entry(id)))
                        .labels()
                        .size())
                .sum();
    }
}
