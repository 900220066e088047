package dev.affix.metrics.api;

import static dev.affix.metrics.testing.Records.described;
import static dev.affix.metrics.testing.Records.experiment;
import static dev.affix.metrics.testing.Records.prediction;
import static dev.affix.metrics.testing.Records.published;
import static io.restassured.RestAssured.given;
import static io.restassured.RestAssured.when;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.affix.contracts.AnswerCost;
import dev.affix.contracts.Experiment;
import dev.affix.contracts.Experiment.Status;
import dev.affix.contracts.Topics.Names;
import dev.affix.metrics.running.Streaming;
import dev.affix.metrics.testing.Broker;
import dev.affix.metrics.testing.BrokerResource;
import dev.affix.metrics.testing.GuideExamples;
import dev.affix.metrics.testing.Records;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** The API of the running application, on a real broker. Each test goes on where the one before stopped. */
@QuarkusTest
@QuarkusTestResource(BrokerResource.class)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ExperimentsResourceTest {
    private static final Duration DEADLINE = Duration.ofSeconds(60);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int EXAMPLES = 120;
    private static final Experiment EXPERIMENT = Records.segmented(experiment("a", "b", "c"), "language");

    @Inject
    Streaming streaming;

    @ConfigProperty(name = "kafka.bootstrap.servers")
    String servers;

    @TestHTTPResource("/api/experiments/tiny/events")
    URI events;

    @SuppressWarnings("NullAway.Init")
    private Broker broker;

    @BeforeEach
    void connect() {
        broker = Broker.at(servers);
    }

    @AfterEach
    void disconnect() {
        broker.close();
    }

    @Test
    @Order(1)
    void theServiceIsReadyWhenItsStateIsComplete() {
        await().atMost(DEADLINE)
                .untilAsserted(() -> when().get("/q/health/ready")
                        .then()
                        .statusCode(200)
                        .body("checks.name", contains("state-restored")));
        when().get("/q/health/live").then().statusCode(200);
        when().get("/api/experiments").then().statusCode(200).body("size()", equalTo(0));
    }

    @Test
    @Order(2)
    void anUnknownExperimentIsAProblem404() {
        for (String part : List.of("live", "arms", "pairs", "classes", "events")) {
            when().get("/api/experiments/nobody/" + part)
                    .then()
                    .statusCode(404)
                    .contentType("application/problem+json")
                    .body("status", equalTo(404))
                    .body("detail", containsString("nobody"));
        }
    }

    @Test
    @Order(3)
    void anExperimentIsThereBeforeAnythingIsPredicted() {
        broker.experiment(EXPERIMENT);
        await().atMost(DEADLINE)
                .untilAsserted(() -> when().get("/api/experiments").then().body("name", contains("tiny")));
        JsonNode live = live();
        assertThat(live.at("/counts/predictions").asInt()).isZero();
        assertThat(live.at("/arms").size()).isEqualTo(3);
        assertThat(live.at("/arms/0/accuracy").isMissingNode()).isTrue();
        assertThat(live.at("/pairs").size()).isEqualTo(3);
        assertThat(live.at("/pairs/0/verdict").asText()).isEqualTo("undecided");
        assertThat(live.at("/pairs/0/difference").isMissingNode()).isTrue();
    }

    @Test
    @Order(4)
    void theDocumentSaysWhatTheRecordsSay() {
        broker.adapter(published("a", 1, 0));
        broker.adapter(published("a", 2, 64));
        play();
        await().atMost(DEADLINE)
                .untilAsserted(
                        () -> assertThat(live().at("/arms/0/examples").asInt()).isEqualTo(EXAMPLES));
        await().atMost(DEADLINE)
                .untilAsserted(() ->
                        assertThat(live().at("/arms/0/adapter/version").asInt()).isEqualTo(2));
        JsonNode live = live();
        assertThat(live.at("/counts").toString())
                .isEqualTo("{\"predictions\":121,\"scored\":120,\"pending\":1,\"pendingShare\":" + 1 / 121.0
                        + ",\"late\":0,\"unlabelled\":0,"
                        + "\"duplicatePredictions\":1,\"duplicateLabels\":1,\"deadLetters\":2,"
                        + "\"expiry\":{\"noLabel\":0,\"otherLabel\":0,\"pushedOut\":0,\"noPrediction\":0,"
                        + "\"pushedOutLabels\":0,\"forgotten\":0}}");
        assertThat(live.at("/status").asText()).isEqualTo("running");
        assertThat(live.at("/primaryScore").asText()).isEqualTo("accuracy");
        assertThat(live.at("/alpha").asDouble()).isEqualTo(0.05);
        assertThat(live.at("/guards").toString())
                .contains(
                        "{\"guard\":\"dose\",\"tripped\":false,\"detail\":\"3 versions answered, each for its own arm\"}")
                .contains("\"detail\":\"0 of 120 predictions were not answered by every arm\"");
        JsonNode a = live.at("/arms/0");
        assertThat(a.at("/arm").asText()).isEqualTo("a");
        assertThat(a.at("/accuracy").asDouble()).isEqualTo(1);
        assertThat(a.at("/rollingAccuracy").asDouble()).isEqualTo(1);
        assertThat(a.at("/rollingWindow").asInt()).isEqualTo(500);
        assertThat(a.at("/logLoss").asDouble()).isCloseTo(-Math.log(0.8), within(1e-6));
        // Always right, of three classes with only one labelled or predicted; 0.8 sure, the others 0.1 each.
        assertThat(a.at("/scores/sinceStart/examples").asInt()).isEqualTo(EXAMPLES);
        assertThat(a.at("/scores/window/macroF1").asDouble()).isEqualTo(1);
        assertThat(a.at("/scores/faded/accuracy").asDouble()).isEqualTo(1);
        assertThat(a.at("/scores/sinceStart/brier").asDouble()).isCloseTo((0.04 + 0.01 + 0.01) / 2, within(1e-6));
        assertThat(a.at("/scores/faded/calibrationError").asDouble()).isCloseTo(0.2, within(1e-6));
        assertThat(a.at("/scores/window/top").toString()).isEqualTo("[1.0,1.0,1.0]");
        assertThat(a.at("/scores/sinceStart/reliability").size()).isEqualTo(10);
        assertThat(live.at("/arms/1/scores/sinceStart/top/0").asDouble()).isZero();
        assertThat(live.at("/segmentBy").asText()).isEqualTo("language");
        Map<String, String> segments = new TreeMap<>();
        a.at("/segments")
                .forEach(segment -> segments.put(
                        segment.at("/kind").asText() + " "
                                + segment.at("/value").asText(),
                        segment.at("/examples") + " " + segment.at("/accuracy")));
        assertThat(segments).isEqualTo(Map.of("none ", "20 1.0", "value de", "25 1.0", "value en", "75 1.0"));
        assertThat(live.at("/arms/1/segments/0/accuracy").asDouble()).isZero();
        // Asked 0 to 119 ms before its call of 0.5 ms, which 10 rows share.
        assertThat(a.at("/cost/answers").asInt()).isEqualTo(EXAMPLES);
        assertThat(a.at("/cost/meanLatency").asDouble()).isCloseTo(0.0595 + 0.0005, within(1e-12));
        assertThat(a.at("/cost/medianLatency").asDouble()).isCloseTo(0.059 + 0.0005, within(1e-12));
        assertThat(a.at("/cost/latency99").asDouble()).isCloseTo(0.118 + 0.0005, within(1e-12));
        assertThat(a.at("/cost/meanCompute").asDouble()).isCloseTo(0.00005, within(1e-12));
        assertThat(a.at("/cost/meanTokens").asDouble()).isEqualTo(12);
        // Arm a says x and is right; b says y, never the label, which it never finds.
        given().get("/api/experiments/tiny/classes")
                .then()
                .body("label", contains("x", "y", "z"))
                .body("[0].arms.arm", contains("a", "b", "c"))
                .body("[0].arms[0].sinceStart.support", equalTo(120f))
                .body("[0].arms[0].window.f1", equalTo(1f))
                .body("[0].arms[1].faded.recall", equalTo(0f))
                .body("[1].arms[1].window.precision", equalTo(0f));
        assertThat(a.at("/curve/examples").size()).isEqualTo(EXAMPLES);
        assertThat(a.at("/adapter/examples").asInt()).isEqualTo(64);
        assertThat(a.at("/versions/0/servedFrom").asInt()).isEqualTo(1);
        assertThat(a.at("/versions/1/servedFrom").isMissingNode()).isTrue();
        JsonNode pair = live.at("/pairs/0");
        assertThat(pair.at("/armA").asText()).isEqualTo("a");
        assertThat(pair.at("/n").asInt()).isEqualTo(EXAMPLES);
        assertThat(pair.at("/difference").asDouble()).isEqualTo(1);
        assertThat(pair.at("/lower").asDouble()).isPositive();
        assertThat(pair.at("/upper").asDouble()).isEqualTo(1);
        assertThat(pair.at("/verdict").asText()).isEqualTo("A better");
        // A alone was right 120 times: e = 2^121 B(121, 1) (1 − 2^−121), and B(121, 1) = 1/121.
        assertThat(pair.at("/signTest/winsA").asInt()).isEqualTo(EXAMPLES);
        assertThat(pair.at("/signTest/winsB").asInt()).isZero();
        assertThat(pair.at("/signTest/logEValueA").asDouble())
                .isCloseTo(121 * Math.log(2) - Math.log(121), within(1e-9));
        assertThat(pair.at("/holdsForAllPairs").asBoolean()).isTrue();
        assertThat(pair.at("/eValueA").asDouble())
                .isCloseTo(
                        Math.exp(pair.at("/logEValueA").asDouble()),
                        within(1e-6 * pair.at("/eValueA").asDouble()));
        assertThat(pair.at("/curve/lower/" + (EXAMPLES - 1)).asDouble())
                .isCloseTo(pair.at("/lower").asDouble(), within(1e-6));
        assertThat(pair.at("/watermark").size()).isEqualTo(2);
        assertThat(live.at("/pairs/2/verdict").asText()).isEqualTo("undecided");
        assertThat(live.at("/pairs/2/holdsForAllPairs").asBoolean()).isFalse();
        given().get("/api/experiments/tiny/arms").then().body("arm", contains("a", "b", "c"));
        given().get("/api/experiments/tiny/pairs").then().body("armB", contains("b", "c", "c"));
    }

    @Test
    @Order(5)
    void theSeriesSayTheSame() {
        await().atMost(DEADLINE).untilAsserted(() -> {
            Map<String, Double> series = series();
            assertThat(series)
                    .containsEntry("affix_arm_examples{arm=\"a\",experiment=\"tiny\"}", 120.0)
                    .containsEntry("affix_arm_accuracy{arm=\"b\",experiment=\"tiny\"}", 0.0)
                    .containsKey("affix_arm_log_loss{arm=\"a\",experiment=\"tiny\"}")
                    .containsEntry("affix_arm_rolling_accuracy{arm=\"a\",experiment=\"tiny\"}", 1.0)
                    .containsEntry("affix_arm_macro_f1{arm=\"a\",experiment=\"tiny\"}", 1.0)
                    .containsEntry("affix_arm_faded_accuracy{arm=\"b\",experiment=\"tiny\"}", 0.0)
                    .containsEntry("affix_arm_compute_seconds{arm=\"a\",experiment=\"tiny\"}", 0.00005)
                    .containsEntry("affix_arm_latency_seconds{arm=\"a\",experiment=\"tiny\",quantile=\"0.99\"}", 0.1185)
                    .containsKey("affix_arm_brier{arm=\"a\",experiment=\"tiny\"}")
                    .containsKey("affix_arm_calibration_error{arm=\"a\",experiment=\"tiny\"}")
                    .containsEntry("affix_guard_tripped{experiment=\"tiny\",guard=\"same-input\"}", 0.0)
                    .containsEntry("affix_pair_difference{arm_a=\"a\",arm_b=\"b\",experiment=\"tiny\"}", 1.0)
                    .containsEntry("affix_pair_upper{arm_a=\"a\",arm_b=\"b\",experiment=\"tiny\"}", 1.0)
                    .containsKey("affix_pair_lower{arm_a=\"a\",arm_b=\"b\",experiment=\"tiny\"}")
                    .containsKey("affix_pair_log_e_value_a{arm_a=\"a\",arm_b=\"b\",experiment=\"tiny\"}")
                    .containsKey("affix_pair_log_e_value_b{arm_a=\"a\",arm_b=\"b\",experiment=\"tiny\"}")
                    .containsEntry("affix_join_pending{experiment=\"tiny\"}", 1.0)
                    .containsEntry("affix_join_late_total{experiment=\"tiny\"}", 0.0)
                    .containsEntry("affix_join_unlabelled_total{experiment=\"tiny\"}", 0.0)
                    .containsEntry("affix_join_duplicates_total{experiment=\"tiny\",kind=\"prediction\"}", 1.0)
                    .containsEntry("affix_join_duplicates_total{experiment=\"tiny\",kind=\"label\"}", 1.0)
                    .containsEntry("affix_dead_letters_total{reason=\"unknown-label\"}", 1.0)
                    .containsEntry("affix_dead_letters_total{reason=\"not-json\"}", 1.0);
            assertThat(series.keySet()).noneMatch(name -> name.startsWith("kafka_"));
        });
    }

    @Test
    @Order(6)
    void argoReadsWhetherToPromote() {
        String gate = "/api/experiments/tiny/gate?challenger={challenger}&control={control}";
        when().get(gate, "a", "b")
                .then()
                .statusCode(200)
                .body("verdict", equalTo("better"))
                .body("difference", equalTo(1f))
                .body("promote", equalTo(true))
                .body("notWorse", equalTo(true))
                .body("rollback", equalTo(false))
                .body("guardsTripped.size()", equalTo(0));
        when().get(gate, "b", "a")
                .then()
                .statusCode(200)
                .body("verdict", equalTo("worse"))
                .body("difference", equalTo(-1f))
                .body("lower", equalTo(-1f))
                .body("promote", equalTo(false))
                .body("rollback", equalTo(true));
        when().get(gate, "b", "c").then().statusCode(200).body("verdict", equalTo("undecided"));
        when().get(gate, "a", "nobody").then().statusCode(404).body("detail", containsString("'nobody'"));
        when().get("/api/experiments/tiny/gate").then().statusCode(400).body("detail", containsString("challenger="));
    }

    @Test
    @Order(6)
    void flaggerIsToldByTheStatus() {
        assertThat(flagger("a", "b", "better").statusCode()).isEqualTo(200);
        assertThat(flagger("b", "a", "worse").statusCode()).isEqualTo(200);
        assertThat(flagger("a", "b", "worse").statusCode()).isEqualTo(409);
        assertThat(flagger("b", "a", "not-worse").statusCode()).isEqualTo(409);
        assertThat(flagger("b", "c", "better").jsonPath().getString("detail"))
                .isEqualTo("'b' is undecided compared with 'c' after 120 examples.");
        assertThat(flagger("b", "c", "best").jsonPath().getString("detail")).contains("metadata.condition is 'best'");
        given().contentType("application/json")
                .body("{\"name\": \"podinfo\", \"namespace\": \"test\", \"phase\": \"Progressing\"}")
                .post("/api/experiments/tiny/gate")
                .then()
                .statusCode(400)
                .body("detail", containsString("metadata.challenger is missing"));
    }

    /** The guide's examples with this test's experiment, arms and address in the place of theirs, and nothing else changed. */
    @Test
    @Order(6)
    void theGuidesExamplesWorkAsTheyStand() throws IOException {
        JsonNode argo = GuideExamples.yaml("metrics").at("/metrics/0");
        assertThat(argo.at("/provider/web/jsonPath").asText())
                .as("the whole body is the result")
                .isEqualTo("{$}");
        JsonNode result = tree(when().get(here(argo.at("/provider/web/url").asText()))
                .then()
                .statusCode(200)
                .extract()
                .asString());
        assertThat(condition(result, argo.at("/successCondition").asText())).isTrue();
        assertThat(condition(result, argo.at("/failureCondition").asText())).isFalse();

        JsonNode hooks = GuideExamples.yaml("webhooks").at("/webhooks");
        List<String> answers = new ArrayList<>();
        for (JsonNode hook : hooks) {
            String metadata = here(hook.get("metadata").toString());
            int status = given().contentType("application/json")
                    .body("{\"name\": \"podinfo\", \"namespace\": \"test\", \"phase\": \"Progressing\", \"metadata\": "
                            + metadata + "}")
                    .post(here(hook.get("url").asText()))
                    .statusCode();
            answers.add(hook.get("type").asText() + " " + status);
        }
        assertThat(answers).containsExactly("confirm-promotion 200", "rollback 409");

        List<String> told = new ArrayList<>();
        tree(GuideExamples.json("experiment")).fieldNames().forEachRemaining(told::add);
        List<String> answered = new ArrayList<>();
        result.fieldNames().forEachRemaining(answered::add);
        assertThat(told).isEqualTo(answered);
    }

    /** Argo evaluates "result.FIELD" on the answer. */
    private static boolean condition(JsonNode result, String expression) {
        JsonNode field = result.path(expression.replaceFirst("^result\\.", ""));
        assertThat(field.isBoolean()).isTrue();
        return field.asBoolean();
    }

    private static String here(String text) {
        return text.replace("http://metrics:8083", "")
                .replace("/intents/", "/tiny/")
                .replaceAll("\\bdeep\\b", "a")
                .replaceAll("\\bnone\\b", "b");
    }

    /** Calls as Flagger does: its own fields, and the webhook's metadata. */
    private static io.restassured.response.Response flagger(String challenger, String control, String condition) {
        return given().contentType("application/json")
                .body(Map.of(
                        "name", "podinfo",
                        "namespace", "test",
                        "phase", "Progressing",
                        "checksum", "85d557f47b",
                        "metadata", Map.of("challenger", challenger, "control", control, "condition", condition)))
                .post("/api/experiments/tiny/gate");
    }

    @Test
    @Order(6)
    void theEventStreamSendsTheDocumentWhenItChanges() throws IOException, InterruptedException {
        List<JsonNode> received = new CopyOnWriteArrayList<>();
        HttpResponse<Stream<String>> response = HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(events).build(), HttpResponse.BodyHandlers.ofLines());
        assertThat(response.statusCode()).isEqualTo(200);
        try (Stream<String> lines = response.body()) {
            Thread reader =
                    new Thread(() -> lines.filter(line -> !line.isBlank()).forEach(line -> {
                        if (line.startsWith("data:")) {
                            received.add(tree(line.substring("data:".length())));
                        } else {
                            assertThat(line.replace(" ", "")).isEqualTo("event:live");
                        }
                    }));
            reader.setDaemon(true);
            reader.start();
            // Nothing happens for more than two periods: one event only.
            await().during(Duration.ofMillis(2_500)).atMost(DEADLINE).until(() -> received.size() == 1);
            assertThat(received.get(0).at("/counts/duplicateLabels").asInt()).isEqualTo(1);
            broker.label("r1", "x", EXAMPLES);
            broker.flush();
            await().atMost(DEADLINE).until(() -> received.size() == 2);
            assertThat(received.get(1).at("/counts/duplicateLabels").asInt()).isEqualTo(2);
        }
    }

    @Test
    @Order(8)
    void armsThatGenerateTextsHaveTheScoresOfTexts() {
        broker.experiment(
                Records.generating("stories", Experiment.Mode.PAIRED, Experiment.Score.ROUGE_L, "plain", "tuned"));
        for (int i = 0; i < 40; i++) {
            broker.predict(
                    Records.generated(
                            "s" + i,
                            "stories",
                            new TreeMap<>(Map.of("plain", "a cat sat", "tuned", "the dog ran home today")),
                            Map.of("language", "en")),
                    i);
        }
        broker.flush();
        // What is answered later waits for it.
        broker.label("open", "x", EXAMPLES);
        for (int i = 0; i < 40; i++) {
            broker.label("s" + i, "the dog ran home", 100 + i);
        }
        broker.flush();
        await().atMost(DEADLINE)
                .untilAsserted(
                        () -> assertThat(live("stories").at("/arms/1/examples").asInt())
                                .isEqualTo(40));
        JsonNode live = live("stories");
        assertThat(live.at("/primaryScore").asText()).isEqualTo("rouge-l");
        assertThat(live.at("/guards").toString()).doesNotContain("label-drift");
        JsonNode tuned = live.at("/arms/1");
        assertThat(tuned.at("/scores").isMissingNode()).isTrue();
        assertThat(tuned.at("/logLoss").isMissingNode()).isTrue();
        assertThat(tuned.at("/texts/sinceStart/examples").asInt()).isEqualTo(40);
        assertThat(tuned.at("/texts/sinceStart/exactMatch").asDouble()).isZero();
        // Four common words of five and four.
        assertThat(tuned.at("/texts/faded/rougeL").asDouble()).isCloseTo(8 / 9.0, within(1e-9));
        // Precisions 4/5, 3/4, 2/3 and 1/2; longer than the references.
        assertThat(tuned.at("/texts/window/bleu").asDouble())
                .isCloseTo(Math.pow(4 / 5.0 * 3 / 4 * 2 / 3 / 2, 0.25), within(1e-9));
        assertThat(tuned.at("/curve/accuracy/39").asDouble()).isCloseTo(8 / 9.0, within(1e-6));
        assertThat(tuned.at("/segments/0/rougeL").asDouble()).isCloseTo(8 / 9.0, within(1e-9));
        assertThat(live.at("/pairs/0/verdict").asText()).isEqualTo("B better");
        assertThat(live.at("/pairs/0/sentence").asText()).contains("points of ROUGE-L");
        assertThat(live.at("/pairs/0/signTest/winsB").asInt()).isEqualTo(40);
        given().get("/api/experiments/stories/classes").then().statusCode(200).body("size()", equalTo(0));
        await().atMost(DEADLINE)
                .untilAsserted(() -> assertThat(series())
                        .containsEntry(
                                "affix_arm_text_score{arm=\"plain\",experiment=\"stories\",score=\"rouge-l\"}", 0.0)
                        .containsKey("affix_arm_text_score{arm=\"tuned\",experiment=\"stories\",score=\"bleu\"}")
                        .containsKey("affix_arm_text_score{arm=\"tuned\",experiment=\"stories\",score=\"chrf\"}")
                        .containsEntry("affix_arm_faded_accuracy{arm=\"tuned\",experiment=\"stories\"}", 0.0)
                        .doesNotContainKey("affix_arm_log_loss{arm=\"tuned\",experiment=\"stories\"}")
                        .doesNotContainKey("affix_arm_brier{arm=\"tuned\",experiment=\"stories\"}"));
    }

    @Test
    @Order(7)
    void aStoppedExperimentSaysSo() {
        broker.experiment(EXPERIMENT.with(Status.STOPPED, Records.TIME));
        await().atMost(DEADLINE)
                .untilAsserted(() -> assertThat(live().at("/status").asText()).isEqualTo("stopped"));
    }

    /** Last: the processing does not begin again. */
    @Test
    @Order(9)
    void withoutCompleteStateEveryQueryIsRefused() {
        streaming.engine().close();
        for (String path : List.of("", "/tiny/live", "/tiny/arms", "/tiny/pairs", "/tiny/classes", "/tiny/events")) {
            when().get("/api/experiments" + path)
                    .then()
                    .statusCode(503)
                    .contentType("application/problem+json")
                    .body("title", equalTo("Service Unavailable"));
        }
        when().get("/q/health/ready").then().statusCode(503);
    }

    /** a is always right, b and c never; among them a duplicate of each kind, two refused records and one without label. */
    private void play() {
        for (int i = 0; i < EXAMPLES; i++) {
            // 20 requests say no language; every fourth of the others is in German.
            Map<String, String> attributes =
                    i < 20 ? Map.of("channel", "mail") : Map.of("language", i % 4 == 0 ? "de" : "en");
            broker.predict(
                    described(
                            prediction("r" + i, new TreeMap<>(Map.of("a", "x", "b", "y", "c", "z"))),
                            attributes,
                            new AnswerCost(1_000L * i, 500, 10, 12)),
                    i);
        }
        broker.predict(prediction("r5", new TreeMap<>(Map.of("a", "x", "b", "y", "c", "z"))), EXAMPLES);
        broker.predict(prediction("open", new TreeMap<>(Map.of("a", "x", "b", "y", "c", "z"))), EXAMPLES);
        broker.flush();
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < EXAMPLES; i++) {
            order.add(i);
        }
        Collections.shuffle(order, new Random(1));
        broker.label("r3", "unheard-of", EXAMPLES);
        order.forEach(i -> broker.label("r" + i, "x", EXAMPLES));
        broker.label("r3", "x", EXAMPLES);
        broker.send(Names.LABELS, "r3", "?".getBytes(StandardCharsets.UTF_8), EXAMPLES);
        broker.flush();
    }

    private static JsonNode live() {
        return live("tiny");
    }

    private static JsonNode live(String experiment) {
        return tree(when().get("/api/experiments/" + experiment + "/live")
                .then()
                .statusCode(200)
                .extract()
                .asString());
    }

    private static JsonNode tree(String json) {
        try {
            return JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw new AssertionError(json, e);
        }
    }

    private static Map<String, Double> series() {
        Map<String, Double> series = new TreeMap<>();
        String text = when().get("/q/metrics").then().statusCode(200).extract().asString();
        for (String line : text.split("\n")) {
            int space = line.lastIndexOf(' ');
            if (!line.startsWith("#") && space > 0) {
                series.put(line.substring(0, space), Double.parseDouble(line.substring(space + 1)));
            }
        }
        return series;
    }
}
