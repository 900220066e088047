package dev.affix.inference;

import static dev.affix.inference.KafkaFixture.header;
import static dev.affix.inference.KafkaFixture.prediction;
import static dev.affix.inference.KafkaFixture.utf8;
import static dev.affix.inference.Samples.experiment;
import static dev.affix.inference.World.LABELS;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;

import dev.affix.contracts.AdapterPublished;
import dev.affix.contracts.ArmAnswer;
import dev.affix.contracts.DeadLetter;
import dev.affix.contracts.Experiment.Mode;
import dev.affix.contracts.InferenceRequest;
import dev.affix.contracts.Json;
import dev.affix.contracts.Prediction;
import dev.affix.contracts.ReplicaReport;
import dev.affix.contracts.Topics;
import dev.affix.inference.answering.LogProbabilities;
import dev.affix.inference.answering.Row;
import dev.affix.inference.engine.Engine;
import dev.affix.inference.follow.RefusedException;
import dev.affix.inference.roster.ArmChoice;
import dev.affix.inference.roster.Rosters;
import dev.affix.prefix.adapter.AdapterFile;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** The service as it runs: a real broker, the real backbone, real adapter files. Experiments of the tests do not mix. */
@QuarkusTest
@QuarkusTestResource(World.class)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ServiceTest {
    private static final Duration DEADLINE = Duration.ofSeconds(30);

    @Inject
    Engine engine;

    @Inject
    Rosters rosters;

    @Inject
    MeterRegistry meters;

    private final World world = World.current();

    @BeforeEach
    void serveTheBaseExperiment() {
        if (rosters.current().experiments().containsKey("base")
                || rosters.current().waiting().containsKey("base")) {
            return;
        }
        world.ask("base", 0, 5);
        // Nothing runs yet: the service is ready for it, and requests wait.
        await().atMost(DEADLINE).until(() -> readiness() == 200);
        assertThat(predictions()).isEmpty();
        world.create(experiment("base", Mode.PAIRED, LABELS, "a", "b"));
        world.publish("base/a", 1, LABELS);
        // One arm is resident, one is not: requests must wait.
        await().atMost(DEADLINE).until(() -> !engine.residents().isEmpty());
        assertThat(readiness()).isEqualTo(503);
        assertThat(predictions()).isEmpty();
        world.publish("base/b", 1, LABELS);
        await().atMost(DEADLINE).until(() -> readiness() == 200);
    }

    @Test
    @Order(1)
    void requestsThatCameBeforeTheServiceWasReadyAreAnsweredByEveryArmThen() {
        await().atMost(DEADLINE).until(() -> predictions().size() == 5);
        assertThat(predictions()).allSatisfy(prediction -> {
            assertThat(prediction.answers()).extracting(ArmAnswer::arm).containsExactly("a", "b");
            assertThat(prediction.served())
                    .hasSize(1)
                    .allMatch(served -> served.arm().equals("a"));
            assertThat(prediction.backbone()).isEqualTo(World.MINILM);
        });
    }

    @Test
    @Order(2)
    void twentySwapsInMidStreamDropNothingAndMixNothing() throws Exception {
        world.create(experiment("swaps", Mode.PAIRED, LABELS, "a", "b"));
        Map<String, Long> versions = new HashMap<>();
        for (String arm : List.of("a", "b")) {
            versions.put(world.publish("swaps/" + arm, 1, LABELS).digest(), 1L);
        }
        awaitServed("swaps", 0, 1);
        awaitServed("swaps", 1, 1);
        Counter requests = meters.get("affix.inference.requests").counter();
        double committed = requests.count();
        for (int swap = 0; swap < 20; swap++) {
            world.ask("swaps", 1000 + swap * 15, 1000 + (swap + 1) * 15);
            // Some of them are answered, most are not.
            double answered = committed + swap * 15 + 1;
            await().atMost(DEADLINE).pollInterval(Duration.ofMillis(5)).until(() -> requests.count() >= answered);
            long number = 2L + swap / 2;
            AdapterPublished version = world.publish("swaps/" + (swap % 2 == 0 ? "a" : "b"), number, LABELS);
            versions.put(version.digest(), number);
            awaitServed("swaps", swap % 2, number);
        }
        await().atMost(DEADLINE).until(() -> predictions("swaps").size() >= 300);
        List<Prediction> predictions = predictions("swaps");
        assertThat(predictions.stream().map(Prediction::requestId))
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.range(1000, 1300).mapToObj(i -> "r" + i).toList());
        Map<String, List<Answered>> used = new HashMap<>();
        for (Prediction prediction : predictions) {
            assertThat(prediction.answers()).extracting(ArmAnswer::arm).containsExactly("a", "b");
            for (ArmAnswer answer : prediction.answers()) {
                assertThat(versions).containsEntry(answer.digest(), answer.version());
                used.computeIfAbsent(answer.digest(), digest -> new ArrayList<>())
                        .add(new Answered(answer, prediction.text()));
            }
        }
        for (List<Answered> answered : used.values()) {
            assertAreTheAnswersOfTheVersionTheyName(answered);
        }
        assertThat(used).as("versions that answered").hasSizeGreaterThan(10);
        given().get("/q/metrics")
                .then()
                .body(containsString("affix_inference_swaps_total{arm=\"a\",experiment=\"swaps\"} 10.0"));
        assertThat(engine.residents()).as("old versions leave memory").hasSizeLessThan(12);
    }

    @Test
    @Order(3)
    void aBadAdapterIsRefusedWithItsReasonAndTheOldOneStays() {
        byte[] good = World.file(77, LABELS, World.MINILM).model();
        String corrupt = "c".repeat(64);
        world.announce("base/a", 2, corrupt, good, LABELS);
        AdapterFile otherBackbone = World.file(78, LABELS, "d".repeat(64));
        world.announce("base/a", 3, otherBackbone.digest(), otherBackbone.model(), LABELS);
        AdapterFile otherLabels =
                World.file(79, List.of("noun.animal", "noun.act", "verb.motion", "adj.all"), World.MINILM);
        world.announce("base/a", 4, otherLabels.digest(), otherLabels.model(), LABELS);
        world.kafka().send(Topics.ADAPTERS.topicName(), "version:base/a", utf8("not json"));
        world.kafka().flush();
        await().atMost(DEADLINE)
                .untilAsserted(() -> assertThat(deadLetters(Topics.ADAPTERS_DLQ))
                        .hasSize(4)
                        .anyMatch(message -> message.contains("has SHA-256 "
                                + World.file(77, LABELS, World.MINILM).digest()))
                        .anyMatch(message -> message.contains("backbone " + "d".repeat(64)))
                        .anyMatch(message -> message.contains("labels"))
                        .anyMatch(message -> message.contains("not JSON")));
        assertThat(served("base", 0)).isEqualTo(1);
        assertThat(readiness()).isEqualTo(200);
        given().get("/q/metrics")
                .then()
                .body(containsString("affix_inference_refused_adapters_total{reason=\"wrong-digest\"} 1.0"))
                .body(containsString("affix_inference_refused_adapters_total{reason=\"other-backbone\"} 1.0"))
                .body(containsString("affix_inference_refused_adapters_total{reason=\"other-labels\"} 1.0"));
    }

    @Test
    @Order(4)
    void whenTheOnlyKnownVersionIsRefusedTheRegistryIsAskedForOlderOnes() {
        AdapterFile old = World.file(80, LABELS, World.MINILM);
        AdapterPublished older = Samples.version("starved/a", 1, old.digest(), LABELS, World.MINILM);
        world.registry().putBlob(old.digest(), old.model());
        world.create(experiment("starved", Mode.PAIRED, LABELS, "a"));
        // The topic was compacted: version 1 is not in it any more.
        AdapterPublished bad = world.announce("starved/a", 2, "f".repeat(64), new byte[] {1}, LABELS);
        world.registry().putVersions("starved/a", List.of(older, bad));
        awaitServed("starved", 0, 1);
    }

    @Test
    @Order(4)
    void badRequestsBecomeDeadLettersAndTheStreamGoesOn() {
        world.kafka().send(Topics.REQUESTS.topicName(), "x", utf8("{"));
        world.kafka().send(Topics.REQUESTS.topicName(), "y", utf8("{\"id\":\"z\",\"text\":\"t\"}"));
        world.ask("nobody", 2000, 2001);
        world.ask("base", 2001, 2003);
        await().atMost(DEADLINE)
                .until(() -> predictions().stream().anyMatch(p -> p.requestId().equals("r2001"))
                        && predictions().stream().anyMatch(p -> p.requestId().equals("r2002")));
        await().atMost(DEADLINE)
                .untilAsserted(() -> assertThat(world.kafka().readAll(Topics.REQUESTS_DLQ.topicName()).stream()
                                .map(letter -> header(letter, DeadLetter.REASON)))
                        .containsExactlyInAnyOrder("not-json", "key-mismatch", "unknown-experiment"));
    }

    @Test
    @Order(5)
    void textInAnyScriptIsAnsweredAndHalfACharacterIsRefused() {
        List<String> odd = List.of(
                "\uD83D\uDE80 a rocket",
                "a zero \u0000 inside",
                "\u202E right to left",
                "漢字かな交じり文",
                "\uFFFF",
                "a".repeat(9_999));
        for (int i = 0; i < odd.size(); i++) {
            InferenceRequest request = new InferenceRequest("odd" + i, odd.get(i), null, "base");
            world.kafka().send(Topics.REQUESTS.topicName(), request.id(), Json.write(request));
        }
        world.kafka().send(Topics.REQUESTS.topicName(), "half", utf8("{\"id\":\"half\",\"text\":\"\\ud83d\"}"));
        world.kafka().flush();
        await().atMost(DEADLINE)
                .untilAsserted(() -> assertThat(predictions().stream()
                                .filter(prediction -> prediction.requestId().startsWith("odd"))
                                .map(Prediction::text))
                        .containsExactlyInAnyOrderElementsOf(odd));
        await().atMost(DEADLINE)
                .untilAsserted(() -> assertThat(deadLetters(Topics.REQUESTS_DLQ))
                        .anyMatch(message -> message.contains("surrogate")));
        refused("base", "{\"inputs\":[" + texts("\\ud83d") + "]}", 400, "surrogate");
    }

    @Test
    @Order(5)
    void aRegistryThatFailsForAWhileOnlyDelaysASwap() {
        world.registry().failNext(3);
        world.publish("base/b", 2, LABELS);
        awaitServed("base", 1, 2);
    }

    @Test
    @Order(6)
    void anExperimentInPreparationMakesTheServiceNotReadyButHoldsUpNobodyElse() {
        world.create(experiment("coming", Mode.SPLIT, LABELS, "a", "b"));
        await().atMost(DEADLINE).until(() -> readiness() == 503);
        given().get("/v2/models/coming/ready").then().statusCode(503).body("error", containsString("coming/a"));
        world.ask("coming", 3000, 3001);
        world.ask("base", 3001, 3002);
        await().atMost(DEADLINE)
                .until(() -> predictions().stream().anyMatch(p -> p.requestId().equals("r3001")));
        await().atMost(DEADLINE)
                .untilAsserted(() -> assertThat(deadLetters(Topics.REQUESTS_DLQ))
                        .anyMatch(message -> message.contains("send the request again later")));
        world.publish("coming/a", 1, LABELS);
        world.publish("coming/b", 1, LABELS);
        await().atMost(DEADLINE).until(() -> readiness() == 200);
        world.ask("coming", 3002, 3010);
        await().atMost(DEADLINE).until(() -> predictions("coming").size() == 8);
        assertThat(predictions("coming")).allSatisfy(prediction -> {
            int arm = ArmChoice.of("coming", Objects.requireNonNull(prediction.unit()), 2);
            assertThat(prediction.answers()).hasSize(1);
            assertThat(prediction.answers().get(0).arm()).isEqualTo(arm == 0 ? "a" : "b");
        });
    }

    @Test
    @Order(7)
    void theOpenInferenceProtocolDescribesServerAndModels() {
        given().get("/v2").then().statusCode(200).body("name", equalTo("affix-inference"));
        given().get("/v2/health/live").then().statusCode(200).body("live", equalTo(true));
        given().get("/v2/health/ready").then().statusCode(200).body("ready", equalTo(true));
        given().get("/v2/models/base")
                .then()
                .statusCode(200)
                .body("inputs[0].name", equalTo("text"))
                .body("outputs[1].shape", equalTo(List.of(-1, LABELS.size())))
                .body("parameters.labels", equalTo(LABELS));
        given().get("/v2/models/base/ready").then().statusCode(200).body("ready", equalTo(true));
        given().get("/v2/models/nobody").then().statusCode(404).body("error", containsString("nobody"));
    }

    @Test
    @Order(8)
    void oneOffCallsAreAnsweredByTheVersionTheyName() {
        String first = digest("base", 0);
        JsonPath answer = infer(
                        "base", "{\"inputs\":[" + texts("one text", "another, longer text") + "],\"id\":\"c1\"}")
                .statusCode(200)
                .extract()
                .jsonPath();
        assertThat(answer.getString("model_name")).isEqualTo("base");
        assertThat(answer.getString("id")).isEqualTo("c1");
        assertThat(answer.getString("parameters.adapter")).isEqualTo(first);
        assertThat(answer.getString("parameters.arm")).isEqualTo("a");
        assertThat(answer.getList("outputs[0].data")).hasSize(2);
        assertThat(answer.getList("outputs[1].shape")).isEqualTo(List.of(2, LABELS.size()));
        float[] expected = answer(first, "another, longer text");
        List<Float> data = answer.getList("outputs[1].data", Float.class);
        for (int i = 0; i < expected.length; i++) {
            assertThat(data.get(expected.length + i)).isCloseTo(expected[i], within(1e-5f));
        }
        String second = digest("base", 1);
        world.move("champion", second);
        await().atMost(DEADLINE).until(() -> rosters.current().aliases().containsKey("champion"));
        infer("champion", "{\"inputs\":[" + texts("t") + "]}")
                .statusCode(200)
                .body("parameters.adapter", equalTo(second));
        for (String name : List.of(second, "champion")) {
            infer("base", "{\"inputs\":[" + texts("t") + "],\"parameters\":{\"adapter\":\"" + name + "\"}}")
                    .statusCode(200)
                    .body("parameters.adapter", equalTo(second))
                    .body("parameters.arm", equalTo("b"))
                    .body("parameters.version", equalTo(2));
        }
        infer("coming", "{\"inputs\":[" + texts("t") + "],\"parameters\":{\"unit\":\"unit-3\"}}")
                .statusCode(200)
                .body("parameters.adapter", equalTo(digest("coming", ArmChoice.of("coming", "unit-3", 2))));
    }

    @Test
    @Order(9)
    void badCallsGetTheProtocolsErrorAndNothingElse() {
        refused("nobody", "{\"inputs\":[" + texts("t") + "]}", 404, "nobody");
        refused(
                "base",
                "{\"inputs\":[" + texts("t") + "],\"parameters\":{\"adapter\":\"" + "e".repeat(64) + "\"}}",
                404,
                "not known to the registry");
        refused(
                "base",
                "{\"inputs\":[" + texts("t") + "],\"parameters\":{\"adapter\":\"x\"}}",
                404,
                "no alias and no digest");
        refused("base", "{\"inputs\":[" + texts("t") + "],\"parameters\":{\"adapter\":7}}", 400, "parameters.adapter");
        refused("base", "{", 400, "not JSON");
        refused("base", "{}", 400, "inputs");
        refused(
                "base",
                "{\"inputs\":[{\"name\":\"text\",\"shape\":[2],\"datatype\":\"BYTES\",\"data\":[\"t\"]}]}",
                400,
                "shape");
        refused(
                "base",
                "{\"inputs\":[{\"name\":\"text\",\"shape\":[1],\"datatype\":\"FP32\",\"data\":[1]}]}",
                400,
                "datatype");
        refused(
                "base",
                "{\"inputs\":[{\"name\":\"text\",\"shape\":[1],\"datatype\":\"BYTES\",\"data\":[1]}]}",
                400,
                "data[0]");
        refused("base", "{\"inputs\":[" + texts("x".repeat(10_001)) + "]}", 400, "10001");
        refused("base", "{\"inputs\":[" + texts("t") + "],\"parameters\":{\"deadline_ms\":0}}", 400, "deadline_ms");
    }

    @Test
    @Order(9)
    void aVersionThatNobodyAnswersWithIsFetchedWhenACallNamesIt() throws RefusedException {
        AdapterFile old = World.file(4711, LABELS, World.MINILM);
        world.registry().putBlob(old.digest(), old.model());
        world.registry().putVersion(Samples.version("retired/a", 3, old.digest(), LABELS, World.MINILM));
        assertThat(engine.resident(old.digest())).isFalse();

        for (int call = 0; call < 2; call++) {
            List<Float> given = infer(
                            "base",
                            "{\"inputs\":[" + texts("t") + "],\"parameters\":{\"adapter\":\"" + old.digest() + "\"}}")
                    .statusCode(200)
                    .body("parameters.adapter", equalTo(old.digest()))
                    .body("parameters.version", equalTo(3))
                    .extract()
                    .jsonPath()
                    .getList("outputs[1].data", Float.class);
            float[] expected = answer(old.digest(), "t");
            for (int i = 0; i < expected.length; i++) {
                assertThat(given.get(i)).isCloseTo(expected[i], within(1e-5f));
            }
        }
        AdapterFile others = World.file(4712, List.of("x", "y"), World.MINILM);
        world.registry().putBlob(others.digest(), others.model());
        world.registry().putVersion(Samples.version("retired/b", 1, others.digest(), List.of("x", "y"), World.MINILM));
        refused(
                "base",
                "{\"inputs\":[" + texts("t") + "],\"parameters\":{\"adapter\":\"" + others.digest() + "\"}}",
                400,
                "other labels");
    }

    @Test
    void anEncoderIsNotAskedForTexts() {
        given().contentType("application/json")
                .body("{\"model\": \"minilm\", \"prompt\": \"once\"}")
                .post("/v1/completions")
                .then()
                .statusCode(400)
                .body("error.message", containsString("is an encoder"));
    }

    @Test
    @Order(9)
    void aTextOverTheTokenLimitIsCutAndCounted() {
        String over = "affix_inference_over_length_total{outcome=\"truncated\"}";
        infer("base", "{\"inputs\":[" + texts("a few words") + "]}").statusCode(200);
        given().get("/q/metrics").then().body(not(containsString(over + " 2.0")));
        infer("base", "{\"inputs\":[" + texts("word ".repeat(100), "t", "word ".repeat(64)) + "]}")
                .statusCode(200);
        given().get("/q/metrics").then().body(containsString(over + " 2.0"));
    }

    @Test
    @Order(10)
    void onlySeriesThatDashboardsUseAreExported() {
        given().get("/q/metrics")
                .then()
                .statusCode(200)
                .body(containsString("affix_inference_requests_total"))
                .body(containsString("affix_inference_answers_total{arm=\"a\",experiment=\"base\"}"))
                .body(containsString("affix_inference_batch_size_count"))
                .body(containsString("affix_inference_compute_seconds_count"))
                .body(containsString("affix_inference_call_rows_count"))
                .body(containsString("affix_inference_call_seconds_count"))
                .body(containsString("affix_inference_queue_seconds_count"))
                .body(containsString("affix_inference_tokens_total{kind=\"padding\"}"))
                .body(containsString("affix_inference_publish_to_served_seconds_count"))
                .body(containsString("affix_inference_swap_time_seconds{quantile=\"0.99\"}"))
                .body(containsString("affix_inference_bank_lookups_total{from=\"device\"}"))
                .body(containsString("affix_inference_bank_evictions_total"))
                .body(containsString("affix_inference_generation_tokens_total"))
                .body(containsString("affix_inference_bank_bytes"))
                .body(containsString("affix_dead_letters_total{reason=\"not-json\"}"))
                .body(not(containsString("kafka_")));
    }

    @Test
    @Order(11)
    void theReplicaReportsWhatItHasAppliedAndThatItLives() {
        world.publish("base/a", 9, LABELS);
        await().atMost(DEADLINE).untilAsserted(() -> {
            List<ReplicaReport> reports = new ArrayList<>();
            for (ConsumerRecord<byte[], byte[]> record : world.kafka().readAll(Topics.REPLICAS.topicName())) {
                reports.add(Json.read(record.value(), ReplicaReport.class));
            }
            assertThat(reports.get(0).adapters()).as("before anything was read").isZero();
            ReplicaReport last = reports.get(reports.size() - 1);
            assertThat(last.adapters())
                    .isEqualTo(world.kafka().readAll(Topics.ADAPTERS.topicName()).stream()
                            .mapToLong(record -> record.offset() + 1)
                            .max()
                            .orElseThrow());
            assertThat(last.pending()).isEmpty();
            assertThat(last.refused()).contains(new ReplicaReport.RefusedVersion("c".repeat(64), "wrong-digest"));
        });
        assertThat(served("base", 0)).isEqualTo(9);
        int heard = world.kafka().readAll(Topics.REPLICAS.topicName()).size();
        await().atMost(DEADLINE)
                .until(() -> world.kafka().readAll(Topics.REPLICAS.topicName()).size() > heard + 1);
    }

    private record Answered(ArmAnswer answer, String text) {}

    private void assertAreTheAnswersOfTheVersionTheyName(List<Answered> answered) throws RefusedException {
        ArmAnswer first = answered.get(0).answer();
        AdapterFile file =
                World.file(("swaps/" + first.arm()).hashCode() * 1000L + first.version(), LABELS, World.MINILM);
        assertThat(file.digest()).isEqualTo(first.digest());
        boolean resident = engine.resident(file.digest());
        engine.load(file.digest(), file.model(), LABELS);
        for (Answered one : answered) {
            float[] expected = answer(file.digest(), one.text());
            for (int i = 0; i < expected.length; i++) {
                assertThat(one.answer().logProbabilities().get(i)).isCloseTo(expected[i], within(1e-5f));
            }
            assertThat(one.answer().label()).isEqualTo(LABELS.get(LogProbabilities.best(expected)));
        }
        if (!resident) {
            engine.evict(file.digest());
        }
    }

    private float[] answer(String digest, String text) {
        return engine.answer(List.of(new Row(engine.encode(List.of(text)).get(0), digest)))
                .get(0);
    }

    private void awaitServed(String experiment, int arm, long version) {
        await().atMost(DEADLINE)
                .pollInterval(Duration.ofMillis(10))
                .until(() ->
                        rosters.current().experiments().containsKey(experiment) && served(experiment, arm) == version);
    }

    private long served(String experiment, int arm) {
        return Objects.requireNonNull(rosters.current().experiments().get(experiment))
                .arms()
                .get(arm)
                .version()
                .version();
    }

    private String digest(String experiment, int arm) {
        return Objects.requireNonNull(rosters.current().experiments().get(experiment))
                .arms()
                .get(arm)
                .version()
                .digest();
    }

    private static int readiness() {
        return given().get("/q/health/ready").statusCode();
    }

    private List<Prediction> predictions() {
        return world.kafka().readAll(Topics.PREDICTIONS.topicName()).stream()
                .map(KafkaFixture::prediction)
                .toList();
    }

    private List<Prediction> predictions(String experiment) {
        return predictions().stream()
                .filter(prediction -> prediction.answers().get(0).experiment().equals(experiment))
                .toList();
    }

    private List<String> deadLetters(Topics topic) {
        return world.kafka().readAll(topic.topicName()).stream()
                .map(letter -> header(letter, DeadLetter.MESSAGE))
                .toList();
    }

    private static ValidatableResponse infer(String model, String body) {
        return given().contentType("application/json")
                .body(body)
                .post("/v2/models/" + model + "/infer")
                .then();
    }

    private static void refused(String model, String body, int status, String message) {
        infer(model, body).statusCode(status).body("error", containsString(message));
    }

    private static String texts(String... texts) {
        return "{\"name\":\"text\",\"shape\":[" + texts.length + "],\"datatype\":\"BYTES\",\"data\":[\""
                + String.join("\",\"", texts) + "\"]}";
    }
}
