package dev.affix.metrics.topology;

import static dev.affix.metrics.testing.Records.EXPERIMENT;
import static dev.affix.metrics.testing.Records.LABELS;
import static dev.affix.metrics.testing.Records.experiment;
import static dev.affix.metrics.testing.Records.prediction;
import static dev.affix.metrics.topology.Loop.HOUR;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.affix.contracts.ArmAnswer;
import dev.affix.contracts.ArmScore;
import dev.affix.contracts.CloudEvents;
import dev.affix.contracts.DeadLetter.Reason;
import dev.affix.contracts.Experiment;
import dev.affix.contracts.Json;
import dev.affix.contracts.Prediction;
import dev.affix.contracts.ScoredExample;
import dev.affix.contracts.SourcePosition;
import dev.affix.contracts.Topics.Names;
import dev.affix.metrics.join.Counts;
import dev.affix.metrics.join.Counts.Kind;
import dev.affix.metrics.testing.Records;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Each thing that can happen to a prediction and its labels has one outcome. */
class JoinOutcomesTest {
    private final Loop loop = new Loop().with(experiment("a", "b"));

    @AfterEach
    void close() {
        loop.close();
    }

    @Test
    void aLabelAfterItsPredictionScoresEveryArm() {
        loop.predict(answered("r1"), 10);
        loop.label("r1", "x", 70);

        ScoredExample example = loop.scored().get(0);
        assertThat(example.requestId()).isEqualTo("r1");
        assertThat(example.label()).isEqualTo("x");
        assertThat(example.prediction()).isEqualTo(new SourcePosition(0, 0));
        assertThat(example.predictedAt()).isEqualTo(Records.TIME);
        assertThat(example.scoredAt()).isEqualTo(Loop.at(70));
        ArmScore a = example.scores().get(0);
        ArmScore b = example.scores().get(1);
        assertThat(a.correct()).isTrue();
        assertThat(a.logLoss()).isCloseTo(-Math.log(0.8), within(1e-6));
        assertThat(a.brier()).isCloseTo((0.2 * 0.2 + 2 * 0.1 * 0.1) / 2, within(1e-6));
        assertThat(b.correct()).isFalse();
        assertThat(b.logLoss()).isCloseTo(-Math.log(0.1), within(1e-6));
        assertThat(b.brier()).isCloseTo((0.9 * 0.9 + 0.8 * 0.8 + 0.1 * 0.1) / 2, within(1e-6));
        assertCounts(1, 1, 0, 0);
    }

    @Test
    void aLabelBeforeItsPredictionWaitsForIt() {
        loop.label("r1", "x", 10);
        assertThat(loop.scored()).isEmpty();
        loop.predict(answered("r1"), 60);
        assertThat(loop.scored()).extracting(ScoredExample::scoredAt).containsExactly(Loop.at(60));
        assertCounts(1, 1, 0, 0);
    }

    @Test
    void aSecondPredictionOfARequestIsCountedAndIgnored() {
        loop.predict(answered("r1"), 10);
        loop.predict(answered("r1"), 11);
        loop.label("r1", "x", 12);
        loop.predict(answered("r1"), 13);
        assertThat(loop.scored()).hasSize(1);
        assertThat(loop.counts().of(Kind.DUPLICATE_PREDICTIONS)).isEqualTo(2);
        assertThat(loop.records(Names.PREDICTIONS_DLQ)).isEmpty();
        assertCounts(1, 1, 0, 0);
    }

    @Test
    void theSameLabelAgainIsCountedAndIgnored() {
        loop.label("r1", "x", 1);
        loop.label("r1", "x", 2);
        loop.predict(answered("r1"), 10);
        loop.label("r1", "x", 20);
        assertThat(loop.scored()).hasSize(1);
        assertThat(loop.records(Names.LABELS_DLQ)).isEmpty();
        assertThat(loop.counts(Counts.NO_EXPERIMENT).of(Kind.DUPLICATE_LABELS)).isEqualTo(1);
        assertThat(loop.counts().of(Kind.DUPLICATE_LABELS)).isEqualTo(1);
    }

    @Test
    void aDifferentSecondLabelIsRefusedAndTheFirstStands() {
        loop.predict(answered("r1"), 10);
        loop.label("r1", "x", 20);
        loop.label("r1", "y", 30);
        assertThat(loop.scored()).extracting(ScoredExample::label).containsExactly("x");
        assertThat(loop.refused(Names.LABELS)).containsExactly("conflicting-label");
        assertThat(loop.counts().deadLetters()).containsEntry(Reason.CONFLICTING_LABEL, 1L);
    }

    @Test
    void whichLabelCountsDoesNotDependOnWhenThePredictionComes() {
        loop.label("r1", "unheard-of", 1);
        loop.label("r1", "y", 2);
        loop.label("r1", "x", 3);
        assertThat(loop.records(Names.LABELS_DLQ)).isEmpty();
        loop.predict(answered("r1"), 10);
        loop.predict(answered("r2"), 20);
        loop.label("r2", "unheard-of", 21);
        loop.label("r2", "y", 22);
        loop.label("r2", "x", 23);
        assertThat(loop.scored()).extracting(ScoredExample::label).containsExactly("y", "y");
        assertThat(loop.refused(Names.LABELS))
                .containsExactly("unknown-label", "conflicting-label", "unknown-label", "conflicting-label");
    }

    @Test
    void moreThanEightLabelsThatWaitForOnePredictionAreRefused() {
        for (int i = 0; i < 10; i++) {
            loop.label("r1", "label-" + i, i);
        }
        assertThat(loop.refused(Names.LABELS)).containsExactly("conflicting-label", "conflicting-label");
    }

    @Test
    void anUnknownLabelIsRefusedAndThePredictionWaitsForAnother() {
        loop.predict(answered("r1"), 10);
        loop.label("r1", "unheard-of", 20);
        assertThat(loop.refused(Names.LABELS)).containsExactly("unknown-label");
        assertThat(loop.counts().pending()).isEqualTo(1);
        loop.label("r1", "y", 30);
        assertThat(loop.scored()).extracting(ScoredExample::label).containsExactly("y");
    }

    @Test
    void aLabelOfARequestThatIsNeverPredictedIsRefusedAfterTheHorizon() {
        loop.label("ghost", "x", 10);
        loop.predict(answered("r1"), 10 + HOUR);
        assertThat(loop.records(Names.LABELS_DLQ)).isEmpty();
        loop.predict(answered("r2"), 11 + HOUR);
        assertThat(loop.refused(Names.LABELS)).containsExactly("unknown-request");
        assertThat(loop.counts().deadLetters()).isEmpty();
        assertThat(loop.counts(Counts.NO_EXPERIMENT).deadLetters()).containsEntry(Reason.UNKNOWN_REQUEST, 1L);
    }

    @Test
    void aPredictionWithoutLabelIsGivenUpAfterTheHorizonAndItsLabelIsLate() {
        loop.predict(answered("r1"), 10);
        loop.predict(answered("r2"), 10 + HOUR);
        assertCounts(2, 0, 0, 2);
        loop.label("r2", "x", 11 + HOUR);
        assertCounts(2, 1, 1, 0);
        loop.label("r1", "x", 12 + HOUR);
        assertThat(loop.scored()).extracting(ScoredExample::requestId).containsExactly("r2");
        assertThat(loop.refused(Names.LABELS)).containsExactly("late-label");
        assertThat(loop.counts().of(Kind.LATE)).isEqualTo(1);
        assertCounts(2, 1, 1, 0);
    }

    @Test
    void theLastMillisecondOfTheHorizonStillCounts() {
        loop.predict(answered("r1"), 10);
        loop.label("r1", "x", 10 + HOUR);
        assertThat(loop.scored()).hasSize(1);
    }

    @Test
    void whatIsDoneIsForgottenOneHorizonLater() {
        loop.predict(answered("r1"), 10);
        loop.label("r1", "x", 20);
        loop.predict(answered("r2"), 30);
        assertThat(loop.remembered().get(0)).isEqualTo(2);
        loop.predict(answered("r3"), 11 + 2 * HOUR);
        // r1 is forgotten, r2 was given up and is remembered, r3 is new.
        assertThat(loop.remembered().get(0)).isEqualTo(2);
        loop.label("r1", "x", 12 + 2 * HOUR);
        assertThat(loop.records(Names.LABELS_DLQ)).isEmpty();
        loop.predict(answered("r4"), 13 + 3 * HOUR);
        assertThat(loop.refused(Names.LABELS)).containsExactly("unknown-request");
    }

    @Test
    void memoryIsBoundedByTheHorizon() {
        int most = 0;
        for (int i = 0; i < 200; i++) {
            loop.predict(answered("r" + i), 600L * i);
            if (i % 3 == 0) {
                loop.label("r" + i, "x", 600L * i + 1);
            }
            loop.label("ghost" + i, "x", 600L * i + 2);
            most = Math.max(most, loop.remembered().get(0));
        }
        // Every ten minutes one prediction, remembered two hours, and one ghost, remembered one. A prediction without a
        // label is
        // forgotten with those that were done before it was given up: those of the hour before.
        assertThat(most).isLessThanOrEqualTo(2 * 6 + 6 + 6);
        // Of those one in three has a label, which comes before that of the prediction before it is given up.
        assertThat(loop.remembered().get(1)).isLessThanOrEqualTo(4);
        // One page of each queue, and one that begins.
        assertThat(loop.remembered().get(2)).isLessThanOrEqualTo(6);
        assertThat(loop.counts().of(Kind.PREDICTIONS)).isEqualTo(200);
    }

    @Test
    void aJumpInTimeGivesUpEverythingInTheEnd() {
        for (int i = 0; i < 250; i++) {
            loop.predict(answered("r" + i), 0);
        }
        for (int i = 0; i < 4; i++) {
            loop.predict(answered("later" + i), 2 * HOUR);
        }
        assertCounts(254, 0, 250, 4);
    }

    @Test
    void badRecordsAreRefusedWithTheirPositionAndTheStreamGoesOn() {
        loop.send(Names.LABELS, "r1", "not json".getBytes(StandardCharsets.UTF_8), 1);
        loop.send(Names.LABELS, "r1", "{\"requestId\":\"r1\"}".getBytes(StandardCharsets.UTF_8), 2);
        loop.send(Names.LABELS, "r2", Json.write(Records.label("r1", "x")), 3);
        loop.send(Names.LABELS, null, Json.write(Records.label("r1", "x")), 4);
        loop.send(Names.LABELS, "r1", null, 5);
        loop.send(Names.PREDICTIONS, "r1", "[]".getBytes(StandardCharsets.UTF_8), 6);
        loop.predict(answered("r1"), 7);
        loop.label("r1", "x", 8);

        assertThat(loop.scored()).hasSize(1);
        List<TestRecord<byte[], byte[]>> letters = loop.records(Names.LABELS_DLQ);
        assertThat(letters)
                .extracting(letter -> Loop.header(letter, "affix-dlq-reason"))
                .containsExactly("not-json", "missing-field", "key-mismatch", "key-mismatch", "not-json");
        TestRecord<byte[], byte[]> second = letters.get(1);
        assertThat(second.key()).isEqualTo("r1".getBytes(StandardCharsets.UTF_8));
        assertThat(second.value()).isEqualTo("{\"requestId\":\"r1\"}".getBytes(StandardCharsets.UTF_8));
        assertThat(Loop.header(second, "affix-dlq-field")).isEqualTo("label");
        assertThat(Loop.header(second, "affix-dlq-source-topic")).isEqualTo(Names.LABELS);
        assertThat(Loop.header(second, "affix-dlq-source-partition")).isEqualTo("0");
        assertThat(Loop.header(second, "affix-dlq-source-offset")).isEqualTo("1");
        assertThat(Loop.header(second, "affix-dlq-service")).isEqualTo("metrics");
        assertThat(loop.refused(Names.PREDICTIONS)).containsExactly("not-json");
        assertThat(loop.counts(Counts.ALL).allDeadLetters()).isEqualTo(6);
        assertThat(loop.counts(Counts.NO_EXPERIMENT).allDeadLetters()).isEqualTo(6);
    }

    @Test
    void predictionsThatCannotBeScoredAreRefused() {
        loop.predict(prediction("r1", "nobody", LABELS, 1, Map.of("a", "x")), 1);
        loop.predict(prediction("r2", Map.of("c", "x")), 2);
        loop.predict(prediction("r3", EXPERIMENT, List.of("x", "y"), 1, Map.of("a", "x")), 3);
        var twice = new ArrayList<>(Records.answers(EXPERIMENT, LABELS, 1, Map.of("a", "x")));
        twice.add(twice.get(0));
        loop.predict(prediction("r4", twice), 4);
        var a = twice.get(0);
        loop.predict(prediction("r5", List.of(with(a, "y", a.logProbabilities()))), 5);
        loop.predict(prediction("r6", List.of(with(a, "x", List.of(-0.1f, -0.1f, -0.1f)))), 6);
        assertThat(loop.refused(Names.PREDICTIONS))
                .containsExactly(
                        "unknown-experiment",
                        "invalid-value",
                        "invalid-value",
                        "invalid-value",
                        "invalid-value",
                        "invalid-value");
        assertCounts(0, 0, 0, 0);
    }

    @Test
    void aDeadLetterKeepsTheHeadersAndAScoredRecordTheTrace() {
        RecordHeaders headers = new RecordHeaders();
        headers.add(CloudEvents.TRACE_PARENT, "00-abc".getBytes(StandardCharsets.UTF_8));
        headers.add("other", new byte[] {7});
        byte[] key = "r1".getBytes(StandardCharsets.UTF_8);
        loop.send(Names.PREDICTIONS, new TestRecord<>(key, Json.write(answered("r1")), headers, Loop.at(1)));
        loop.label("r1", "x", 2);
        loop.send(Names.LABELS, new TestRecord<>(key, Json.write(Records.label("r1", "z")), headers, Loop.at(3)));

        TestRecord<byte[], byte[]> scored = loop.records(Names.SCORED).get(0);
        assertThat(scored.key()).isEqualTo(key);
        assertThat(scored.getRecordTime()).isEqualTo(Loop.at(2));
        assertThat(Loop.header(scored, CloudEvents.TRACE_PARENT)).isEqualTo("00-abc");
        assertThat(Loop.header(scored, CloudEvents.TYPE)).isEqualTo(Names.SCORED);
        assertThat(Loop.header(scored, CloudEvents.ID)).isEqualTo("r1");
        assertThat(scored.headers().lastHeader("other")).isNull();
        TestRecord<byte[], byte[]> letter = loop.records(Names.LABELS_DLQ).get(0);
        assertThat(letter.headers().lastHeader("other").value()).isEqualTo(new byte[] {7});
        assertThat(Loop.header(letter, CloudEvents.TRACE_PARENT)).isEqualTo("00-abc");
    }

    @Test
    void aLabelThatOneOfTwoExperimentsKnowsScoresThatOne() {
        List<String> others = List.of("x", "q");
        loop.with(Records.experiment("other", others, Experiment.Mode.PAIRED, Experiment.Score.ACCURACY, "c"));
        var answers = new ArrayList<>(Records.answers(EXPERIMENT, LABELS, 1, Map.of("a", "x")));
        answers.addAll(Records.answers("other", others, 1, Map.of("c", "x")));
        loop.predict(prediction("r1", answers), 1);
        loop.label("r1", "q", 2);
        assertThat(loop.scored().get(0).scores())
                .extracting(ArmScore::experiment)
                .containsExactly("other");
        assertCounts(1, 0, 1, 0);
        assertThat(loop.counts("other").of(Kind.SCORED)).isEqualTo(1);
    }

    /** Stored whole, or made dead letters as they are, they would exceed what a broker takes, and stop the stream for good. */
    @Test
    void recordsTooLargeToBeStoredAreRefusedAndCutSoThatTheirDeadLettersFit() {
        String junk = "j".repeat(1_000_000);
        String label = "{\"requestId\":\"r1\",\"label\":\"x\",\"junk\":\"%s\"}";
        byte[] huge = label.formatted(junk).getBytes(StandardCharsets.UTF_8);
        byte[] large = label.formatted(junk.substring(0, 150_000)).getBytes(StandardCharsets.UTF_8);
        loop.send(Names.LABELS, "r1", huge, 1);
        loop.send(Names.LABELS, "r1", large, 2);
        RecordHeaders headers = new RecordHeaders();
        headers.add("large", junk.getBytes(StandardCharsets.UTF_8));
        byte[] key = "r1".getBytes(StandardCharsets.UTF_8);
        loop.send(Names.PREDICTIONS, new TestRecord<>(key, Json.write(answered("r1")), headers, Loop.at(3)));

        List<TestRecord<byte[], byte[]>> letters = new ArrayList<>(loop.records(Names.LABELS_DLQ));
        letters.addAll(loop.records(Names.PREDICTIONS_DLQ));
        assertThat(letters)
                .extracting(letter -> Loop.header(letter, "affix-dlq-reason"))
                .containsExactly("too-long", "too-long", "too-long");
        assertThat(letters.get(0).value()).hasSize(DeadLetters.MAX_VALUE_BYTES);
        assertThat(Loop.header(letters.get(0), DeadLetters.TRUNCATED)).isEqualTo(Integer.toString(huge.length));
        assertThat(letters.get(1).value()).isEqualTo(large);
        assertThat(letters.get(2).headers().lastHeader("large")).isNull();
    }

    private static ArmAnswer with(ArmAnswer answer, String label, List<Float> logs) {
        return new ArmAnswer(answer.experiment(), answer.arm(), answer.digest(), answer.version(), label, logs);
    }

    /** Arm a answers x, arm b answers z. */
    private static Prediction answered(String id) {
        return prediction(id, new TreeMap<>(Map.of("a", "x", "b", "z")));
    }

    private void assertCounts(long predictions, long scored, long unlabelled, long pending) {
        Counts counts = loop.counts();
        assertThat(List.of(
                        counts.of(Kind.PREDICTIONS),
                        counts.of(Kind.SCORED),
                        counts.of(Kind.UNLABELLED),
                        counts.pending()))
                .as("predictions, scored, unlabelled, pending")
                .containsExactly(predictions, scored, unlabelled, pending);
    }
}
