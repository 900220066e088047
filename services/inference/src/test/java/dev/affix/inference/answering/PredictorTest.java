package dev.affix.inference.answering;

import static dev.affix.inference.Samples.LABELS;
import static dev.affix.inference.Samples.digest;
import static dev.affix.inference.Samples.experiment;
import static dev.affix.inference.Samples.generating;
import static dev.affix.inference.Samples.version;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import dev.affix.contracts.ArmAnswer;
import dev.affix.contracts.DeadLetter.Reason;
import dev.affix.contracts.Experiment.Mode;
import dev.affix.contracts.InferenceRequest;
import dev.affix.contracts.InvalidRecordException;
import dev.affix.contracts.Json;
import dev.affix.contracts.Prediction;
import dev.affix.contracts.Served;
import dev.affix.contracts.SourcePosition;
import dev.affix.inference.Samples;
import dev.affix.inference.generation.FakeTextModel;
import dev.affix.inference.generation.Writing;
import dev.affix.inference.roster.ArmChoice;
import dev.affix.inference.roster.Roster;
import dev.affix.inference.roster.RunningExperiment;
import dev.affix.inference.roster.RunningExperiment.ArmVersion;
import dev.affix.inference.roster.ServedVersion;
import dev.affix.prefix.tokenizer.Tokens;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PredictorTest {
    private static final Instant NOW = Instant.parse("2026-11-23T15:00:00Z");

    private final FakeModel model = new FakeModel(LABELS.size());
    private final FakeTextModel texts = new FakeTextModel();
    private final Writing writing = new Writing(texts, 2, 3, System::nanoTime, tokens -> {});
    private final List<Boolean> overLength = new ArrayList<>();
    private final Answering answering = Answering.open(
            model, new BatchLimits(1, 1000, 100_000, Duration.ZERO, 1000), System::nanoTime, CallObserver.NONE);
    private final Predictor predictor = predictor(false);
    private final RunningExperiment paired = running("paired", Mode.PAIRED, 1, "a", "b");
    private final RunningExperiment split = running("split", Mode.SPLIT, 10, "a", "b", "c");
    private final Roster roster =
            Roster.of(List.of(split, paired), new TreeMap<>(Map.of("coming", "no version yet")), Map.of(), List.of());

    @AfterEach
    void close() throws InterruptedException {
        answering.close();
        writing.close();
        texts.close();
    }

    @Test
    void oneRequestIsAnsweredByAllArmsOfAPairedExperimentAndByTheChosenArmOfASplitOne() {
        Prediction prediction = answered(request("r1", "some text", "unit-4", null));
        int chosen = ArmChoice.of("split", "unit-4", 3);
        assertThat(prediction.answers())
                .extracting(ArmAnswer::experiment, ArmAnswer::digest)
                .containsExactly(
                        tuple("paired", digest(1)), tuple("paired", digest(2)), tuple("split", digest(10 + chosen)));
        assertThat(prediction.served())
                .containsExactly(
                        new Served("paired", "a"),
                        new Served("split", split.arms().get(chosen).arm()));
        assertThat(prediction.backbone()).isEqualTo(Samples.BACKBONE);
        assertThat(prediction.predictedAt()).isEqualTo(NOW);
        assertThat(prediction.source()).isEqualTo(new SourcePosition(3, 42));
    }

    @Test
    void aPredictionCarriesTheRequestsAttributesAndWhatEachAnswerTook() {
        Prediction prediction =
                answered(record("r1", "{\"id\":\"r1\",\"text\":\"12345\",\"attributes\":{\"language\":\"en\"}}"));
        assertThat(prediction.attributes()).isEqualTo(Map.of("language", "en"));
        assertThat(prediction.answers()).extracting(ArmAnswer::cost).hasSize(3).allSatisfy(cost -> {
            assertThat(cost.rows()).isEqualTo(3);
            assertThat(cost.tokens()).isEqualTo(5);
        });
        assertThat(answered(request("r2", "text", null, null)).attributes()).isNull();
    }

    @Test
    void withoutAUnitTheRequestIdChoosesTheArm() {
        Prediction prediction = answered(request("r7", "text", null, "split"));
        assertThat(prediction.served().get(0).arm())
                .isEqualTo(split.arms().get(ArmChoice.of("split", "r7", 3)).arm());
    }

    @Test
    void everyAnswerIsThatOfTheVersionItNames() {
        List<RequestRecord> requests = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            requests.add(request("r" + i, "x".repeat(1 + (i * 37) % 60) + i, null, null));
        }
        List<Outcome> outcomes = predictor.predict(requests, roster);
        assertThat(outcomes).hasSize(100);
        for (int i = 0; i < outcomes.size(); i++) {
            Prediction prediction = ((Outcome.Answered) outcomes.get(i)).prediction();
            assertThat(prediction.requestId()).isEqualTo("r" + i);
            Tokens tokens = new Tokens(prediction.text().chars().toArray());
            assertThat(prediction.answers()).allSatisfy(answer -> {
                float[] expected = model.answer(new Row(tokens, answer.digest()));
                assertThat(answer.logProbabilities()).containsExactlyElementsOf(LogProbabilities.list(expected));
                assertThat(answer.label()).isEqualTo(LABELS.get(LogProbabilities.best(expected)));
            });
        }
    }

    @Test
    void allRowsOfABatchAreOneCallOfTheEngine() {
        predictor.predict(
                List.of(request("r1", "equal length", null, null), request("r2", "equal_length", null, null)), roster);
        assertThat(model.calls).hasValue(1);
    }

    @Test
    void aBadRecordIsRefusedWithItsReasonAndTheOthersAreAnswered() {
        List<Outcome> outcomes = predictor.predict(
                List.of(
                        request("good", "text", null, null),
                        record("k", "not json"),
                        record("k", "{\"id\":\"k\"}"),
                        request("long", "x".repeat(InferenceRequest.MAX_TEXT_LENGTH + 1), null, null),
                        record("other", json("r", "text", null, null)),
                        record(null, json("r", "text", null, null)),
                        record("half", "{\"id\":\"half\",\"text\":\"\\ud83d\"}"),
                        record("half", "{\"id\":\"\\udc00\",\"text\":\"t\"}"),
                        record("half", "{\"id\":\"half\",\"text\":\"t\",\"attributes\":{\"a\":\"\\ud83d\"}}"),
                        request("r", "text", null, "nobody"),
                        request("r", "text", null, "coming"),
                        new RequestRecord(bytes("k"), null, new SourcePosition(0, 0)),
                        request("good too", "text", null, "paired")),
                roster);
        assertThat(outcomes.get(0)).isInstanceOf(Outcome.Answered.class);
        assertThat(outcomes.get(12)).isInstanceOf(Outcome.Answered.class);
        assertThat(outcomes.subList(1, 12))
                .extracting(outcome -> ((Outcome.Refused) outcome).problem().reason())
                .containsExactly(
                        Reason.NOT_JSON,
                        Reason.MISSING_FIELD,
                        Reason.TOO_LONG,
                        Reason.KEY_MISMATCH,
                        Reason.KEY_MISMATCH,
                        Reason.INVALID_VALUE,
                        Reason.INVALID_VALUE,
                        Reason.INVALID_VALUE,
                        Reason.UNKNOWN_EXPERIMENT,
                        Reason.UNKNOWN_EXPERIMENT,
                        Reason.NOT_JSON);
        InvalidRecordException coming = ((Outcome.Refused) outcomes.get(10)).problem();
        assertThat(coming).hasMessageContaining("later").hasMessageContaining("no version yet");
    }

    @Test
    void aTextOfMoreTokensThanTheModelReadsIsCutOrRefusedAsIsSet() {
        model.maxTokens = 20;
        List<RequestRecord> records =
                List.of(request("fits", "x".repeat(20), null, null), request("long", "x".repeat(21), null, null));

        assertThat(predictor.predict(records, roster)).allMatch(Outcome.Answered.class::isInstance);
        assertThat(overLength).containsExactly(false);

        List<Outcome> outcomes = predictor(true).predict(records, roster);
        assertThat(outcomes.get(0)).isInstanceOf(Outcome.Answered.class);
        InvalidRecordException problem = ((Outcome.Refused) outcomes.get(1)).problem();
        assertThat(problem.reason()).isEqualTo(Reason.TOO_LONG);
        assertThat(problem).hasMessageContaining("'text' has more than 20 tokens");
        assertThat(overLength).containsExactly(false, true);
    }

    @Test
    void aRequestIsAnsweredByLabelsAndByTextsInTheOrderOfItsContestants() {
        texts.writeAll();
        Roster mixed = mixed();
        List<RequestRecord> records = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            records.add(request("r" + i, "text " + i, null, i % 3 == 0 ? null : i % 3 == 1 ? "stories" : "paired"));
        }
        model.maxTokens = 6; // of labels; the decoder reads more
        List<Outcome> outcomes = predictor(true).predict(records, mixed);
        for (int i = 0; i < 30; i++) {
            if (i % 3 != 1 && i >= 10) {
                assertThat(outcomes.get(i)).isInstanceOf(Outcome.Refused.class);
                continue;
            }
            Prediction prediction = ((Outcome.Answered) outcomes.get(i)).prediction();
            List<ArmAnswer> answers = prediction.answers();
            assertThat(answers)
                    .extracting(ArmAnswer::experiment)
                    .isEqualTo(
                            switch (i % 3) {
                                case 0 -> List.of("paired", "paired", "stories", "stories", "zebra");
                                case 1 -> List.of("stories", "stories");
                                default -> List.of("paired", "paired");
                            });
            assertThat(prediction.served()).hasSize(i % 3 == 0 ? 3 : 1);
            Tokens tokens = new Tokens(prediction.text().chars().toArray());
            for (ArmAnswer answer : answers) {
                if (answer.experiment().equals("stories")) {
                    int number = answer.digest().equals(digest(21)) ? 21 : 22;
                    assertThat(answer.text()).isEqualTo(FakeTextModel.expected(number, "text " + i));
                    assertThat(answer.version()).isEqualTo(4);
                    assertThat(answer.cost()).isNotNull();
                } else {
                    float[] expected = model.answer(new Row(tokens, answer.digest()));
                    assertThat(answer.label()).isEqualTo(LABELS.get(LogProbabilities.best(expected)));
                }
            }
        }
        assertThat(texts.most).isLessThanOrEqualTo(2);
    }

    @Test
    void aTextWithoutRoomForItsAnswerOrWithoutTokensIsRefusedAndTheOthersAreAnswered() {
        texts.writeAll();
        texts.positions = 30;
        List<Outcome> outcomes = predictor.predict(
                List.of(
                        request("long", "x".repeat(21), null, "stories"),
                        request("fits", "x".repeat(20), null, "stories"),
                        request("none", "~", null, "stories"),
                        request("labels", "x".repeat(21), null, "paired"),
                        request("all", "x".repeat(21), null, null),
                        request("last", "y", null, null)),
                mixed());
        InvalidRecordException problem = ((Outcome.Refused) outcomes.get(0)).problem();
        assertThat(problem.reason()).isEqualTo(Reason.TOO_LONG);
        assertThat(problem.field()).isEqualTo("text");
        assertThat(problem)
                .hasMessage("InferenceRequest: field 'text' has 21 tokens; experiment 'stories' generates up to 10"
                        + " after it and the model has room for 30, so at most 20 tokens are read");
        assertThat(((Outcome.Answered) outcomes.get(1)).prediction().answers())
                .extracting(ArmAnswer::text)
                .containsExactly("21" + "x".repeat(20), "22" + "x".repeat(20));
        assertThat(((Outcome.Refused) outcomes.get(2)).problem().reason()).isEqualTo(Reason.INVALID_VALUE);
        assertThat(outcomes.get(3)).isInstanceOf(Outcome.Answered.class);
        assertThat(((Outcome.Refused) outcomes.get(4)).problem().reason()).isEqualTo(Reason.TOO_LONG);
        assertThat(((Outcome.Answered) outcomes.get(5)).prediction().answers()).hasSize(5);
    }

    @Test
    void thereIsNoRoomWhileManyTextsWaitAndWhatIsCancelledFails() {
        Predictor.Asked asked = predictor.ask(
                IntStream.range(0, 3)
                        .mapToObj(i -> request("r" + i, "text", null, null))
                        .toList(),
                mixed());
        assertThat(predictor.hasRoom()).isFalse();
        await().until(() -> answering.waiting() == 0);
        assertThat(asked.answered()).isFalse();
        assertThat(asked.writing()).isTrue();
        asked.cancel();
        assertThat(predictor.hasRoom()).isTrue();
        assertThat(asked.writing()).isFalse();
        assertThatThrownBy(asked::outcomes).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void whereLabelsFailTheBatchFailsAtOnceAndItsTextsAreLetGo() {
        Roster roster = mixed();
        model.residents.clear();
        Predictor.Asked asked = predictor.ask(List.of(request("r", "text", null, null)), roster);
        await().until(asked::answered);
        assertThatThrownBy(asked::outcomes).hasMessageContaining("not resident");
        assertThat(asked.writing()).isFalse();
        assertThat(writing.waiting()).isZero();
    }

    /** Two arms with labels, two that generate, one with a label. */
    private Roster mixed() {
        List<ArmVersion> arms = new ArrayList<>();
        for (int i = 21; i <= 22; i++) {
            texts.adapter(digest(i), i);
            arms.add(new ArmVersion(
                    "a" + i, ServedVersion.of(version("stories/a" + i, 4, digest(i), List.of(), Samples.BACKBONE))));
        }
        RunningExperiment stories = new RunningExperiment(generating("stories", 10, "a21", "a22"), arms);
        return Roster.of(
                List.of(paired, stories, running("zebra", Mode.PAIRED, 30, "z")), new TreeMap<>(), Map.of(), List.of());
    }

    @Test
    void anEmptyRosterNeverTurnsRequestsIntoNothing() {
        assertThatThrownBy(() -> predictor.predict(List.of(request("r", "text", null, null)), Roster.EMPTY))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aClassOfProbabilityZeroIsStillANumberInJson() {
        assertThat(LogProbabilities.list(new float[] {0f, Float.NEGATIVE_INFINITY}))
                .containsExactly(0f, -Float.MAX_VALUE);
    }

    private Predictor predictor(boolean rejects) {
        return new Predictor(
                answering, writing, new TokenLimit(20, rejects, new OverLength()), Clock.fixed(NOW, ZoneOffset.UTC));
    }

    private final class OverLength implements CallObserver {
        @Override
        public void overLength(boolean rejected) {
            overLength.add(rejected);
        }
    }

    private RunningExperiment running(String name, Mode mode, int firstDigest, String... arms) {
        List<ArmVersion> versions = new ArrayList<>();
        for (int i = 0; i < arms.length; i++) {
            String digest = digest(firstDigest + i);
            model.residents.add(digest);
            versions.add(new ArmVersion(arms[i], ServedVersion.of(version(name + "/" + arms[i], 4, digest))));
        }
        return new RunningExperiment(experiment(name, mode, arms), versions);
    }

    private Prediction answered(RequestRecord record) {
        return ((Outcome.Answered) predictor.predict(List.of(record), roster).get(0)).prediction();
    }

    private static RequestRecord request(String id, String text, @Nullable String unit, @Nullable String experiment) {
        return record(id, json(id, text, unit, experiment));
    }

    private static String json(String id, String text, @Nullable String unit, @Nullable String experiment) {
        // Not through the record: its constructor would refuse what these tests need.
        Map<String, @Nullable Object> fields = new TreeMap<>();
        fields.put("id", id);
        fields.put("text", text);
        fields.put("unit", unit);
        fields.put("experiment", experiment);
        return new String(Json.write(fields), StandardCharsets.UTF_8);
    }

    private static RequestRecord record(@Nullable String key, String value) {
        return new RequestRecord(key == null ? null : bytes(key), bytes(value), new SourcePosition(3, 42));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
