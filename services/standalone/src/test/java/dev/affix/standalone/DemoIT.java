package dev.affix.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.affix.contracts.InferenceRequest;
import dev.affix.contracts.Json;
import dev.affix.contracts.LabelEvent;
import dev.affix.contracts.Topics;
import dev.affix.standalone.audit.DeadLetters;
import dev.affix.standalone.audit.RunAudit;
import dev.affix.standalone.replay.RequestIds;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The whole loop through real processes: the launcher as a user starts it, broker, database and services, on a few hundred
 * records, with {@code kill -9} of inference and records of every bad kind in the middle; then a second run that continues.
 */
class DemoIT {
    private static final Duration START_LIMIT = Duration.ofMinutes(4);
    private static final Duration LIMIT = Duration.ofMinutes(4);
    private static final int FIRST_RUN = 240;
    private static final int SECOND_RUN = 32;
    private static final RequestIds IDS = RequestIds.of("wordnet", 5);
    private static final String[] OPTIONS = {
        "--rate",
        "20",
        "--label-delay",
        "500ms",
        "--publish-every",
        "48",
        "--seed",
        "5",
        "--variants",
        "linear-probe,no-share"
    };

    private static final Path FOLDER = Path.of(System.getProperty("affix.home"), "services/standalone/target/demo-it");
    private static final Path DATA = FOLDER.resolve("data");

    private static int requests;
    private static int duplicates;
    private static List<Integer> missing = List.of();
    private static Map<String, Integer> deadLetters = Map.of();
    private static String firstOutput = "";
    private static int firstExitCode;
    private static List<String> processesAfterFirst = List.of();
    private static JsonNode live = Json.mapper().createObjectNode();
    private static JsonNode control = Json.mapper().createObjectNode();
    private static ShownPage page = new ShownPage(live, live);
    private static final Optional<Path> PROMETHEUS = ScrapedLoop.executable();
    private static List<String> unanswered = List.of();
    private static List<String> brokenRules = List.of();
    private static final List<JsonNode> VERSIONS = new ArrayList<>();
    private static String secondOutput = "";
    private static int secondExitCode;

    @BeforeAll
    static void runTwice() throws Exception {
        deleteEarlier();
        try (LaunchedDemo demo = LaunchedDemo.start(DATA, "first", options(FIRST_RUN, "--keep"))) {
            demo.awaitOutput("Live page", START_LIMIT);
            String broker = demo.endpoint("broker");
            try (RunAudit audit = new RunAudit(broker, IDS, "wordnet")) {
                LaunchedDemo.await(LIMIT).until(() -> audit.refresh().scored() >= 30);
                sendBadRecords(broker);
                assertThat(demo.child("inference").destroyForcibly()).isTrue();
                demo.awaitOutput("Ctrl-C stops it", LIMIT);
                audit.refresh();
                requests = audit.requests();
                missing = audit.missing();
                duplicates = audit.duplicates();
            }
            deadLetters = DeadLetters.count(broker);
            live = get(demo.endpoint("metrics") + "/api/experiments/wordnet/live");
            String controls = demo.endpoint("metrics") + "/api/experiments/wordnet-aa/live";
            // The demo waits for the training of its own experiment only.
            LaunchedDemo.await(LIMIT).until(() -> {
                control = get(controls);
                return control.at("/arms/0/versions").size() >= 4
                        && control.at("/arms/1/versions").size() >= 4;
            });
            page = ShownPage.load(
                    demo.endpoint("metrics"), live.at("/counts/scored").asInt(), FOLDER.resolve("live-page.png"));
            for (String arm : List.of("linear-probe", "no-share")) {
                VERSIONS.add(get(demo.endpoint("registry") + "/v1/adapters/wordnet/" + arm + "/versions"));
            }
            if (PROMETHEUS.isPresent()) {
                scrape(demo);
            }
            demo.terminate();
            firstExitCode = demo.exitCode(Duration.ofSeconds(60));
            firstOutput = demo.output();
            processesAfterFirst = demo.processes();
        }
        try (LaunchedDemo demo = LaunchedDemo.start(DATA, "second", options(SECOND_RUN))) {
            secondExitCode = demo.exitCode(LIMIT);
            secondOutput = demo.output();
        }
    }

    private static void scrape(LaunchedDemo demo) throws Exception {
        Map<String, String> services = new LinkedHashMap<>();
        for (String service : List.of("registry", "training", "inference", "metrics")) {
            services.put(service, demo.endpoint(service));
        }
        Path rules = Path.of(System.getProperty("affix.home"), "docker/prometheus/rules.yml");
        try (ScrapedLoop loop =
                ScrapedLoop.start(PROMETHEUS.orElseThrow(), FOLDER.resolve("prometheus"), rules, services)) {
            unanswered = loop.unanswered(Map.of("experiment", "wordnet", "arm_a", "linear-probe", "arm_b", "no-share"));
            brokenRules = loop.brokenRules();
        }
    }

    @AfterAll
    static void nothingIsLeft() throws IOException {
        try (Stream<ProcessHandle> all = ProcessHandle.current().descendants()) {
            assertThat(all.map(ProcessHandle::info).map(ProcessHandle.Info::commandLine))
                    .noneMatch(line -> line.orElse("").contains(DATA.toString()));
        }
    }

    @Test
    void everyRequestHasExactlyOneScoredRecordThoughInferenceWasKilled() {
        assertThat(requests).isEqualTo(FIRST_RUN);
        assertThat(missing).isEmpty();
        assertThat(duplicates).isZero();
        assertThat(firstOutput)
                .contains("240 requests, 240 scored, 0 missing, 0 duplicates")
                .contains("inference was killed by signal 9")
                .contains("Restarts: inference 1");
    }

    @Test
    void everyArmPublishedVersionsThatItLearned() {
        for (JsonNode versions : VERSIONS) {
            assertThat(versions.size())
                    .as("one before learning, then one per 48 examples")
                    .isBetween(4, 6);
            assertThat(versions.get(0).path("lineage").path("examples").asInt()).isZero();
            assertThat(versions.get(1).path("lineage").path("examples").asInt()).isEqualTo(48);
        }
    }

    @Test
    void bothArmsAreComparedOnEveryExample() {
        assertThat(live.path("pairs").size()).isEqualTo(1);
        assertThat(live.path("pairs").get(0).path("n").asInt()).isEqualTo(FIRST_RUN + 1);
        assertThat(live.path("arms").get(0).path("examples").asInt()).isEqualTo(FIRST_RUN + 1);
        assertThat(live.path("arms").get(1).path("accuracy").asDouble()).isBetween(0.02, 0.98);
        assertThat(firstOutput)
                .containsPattern("linear-probe +241 ")
                .containsPattern("no-share +241 ")
                .containsPattern("linear-probe +no-share +[-+]")
                .doesNotContain("Disagreement");
    }

    @Test
    void theControlsArmsAreOnePolicyByteForByte() {
        assertThat(control.path("mode").asText()).isEqualTo("split");
        assertThat(control.at("/arms/0/versions").size()).isGreaterThanOrEqualTo(4);
        assertThat(control.at("/arms/0/examples").asInt()
                        + control.at("/arms/1/examples").asInt())
                .as("each request is answered by one of the two")
                .isEqualTo(FIRST_RUN + 1);
        assertThat(control.path("guards"))
                .filteredOn(guard -> guard.path("guard").asText().equals("same-policy"))
                .singleElement()
                .satisfies(guard -> {
                    assertThat(guard.path("tripped").asBoolean())
                            .as(guard.path("detail").asText())
                            .isFalse();
                    assertThat(guard.path("detail").asText()).doesNotStartWith("0 ");
                });
    }

    @Test
    void theReportSaysTheVerdictInThePagesWords() {
        assertThat(firstOutput).contains(live.at("/pairs/0/sentence").asText() + ".");
    }

    @Test
    void thePagePlotsTheValuesOfTheApi() {
        for (JsonNode arm : live.path("arms")) {
            assertThat(numbers(page.plotted().at("/accuracy/x"))).containsAll(numbers(arm.at("/curve/examples")));
            assertThat(numbers(page.plotted()
                            .at("/accuracy/arms/" + arm.path("arm").asText())))
                    .filteredOn(value -> !value.isNaN())
                    .isNotEmpty()
                    .isEqualTo(numbers(arm.at("/curve/accuracy")));
        }
        JsonNode curve = live.at("/pairs/0/curve");
        assertThat(numbers(page.plotted().at("/comparison/x"))).isEqualTo(numbers(curve.path("examples")));
        // The page shows challenger minus control, the API A minus B.
        assertThat(numbers(page.plotted().at("/comparison/difference"))).isEqualTo(turned(curve.path("difference")));
        assertThat(numbers(page.plotted().at("/comparison/lower"))).isEqualTo(turned(curve.path("upper")));
        assertThat(numbers(page.plotted().at("/comparison/upper"))).isEqualTo(turned(curve.path("lower")));
    }

    /** Nulls, where a curve has no point, as NaN; no negative zero. */
    private static List<Double> numbers(JsonNode array) {
        List<Double> numbers = new ArrayList<>();
        array.forEach(value -> numbers.add(value.isNull() ? Double.NaN : value.asDouble() + 0.0));
        return numbers;
    }

    private static List<Double> turned(JsonNode array) {
        return numbers(array).stream().map(value -> -value + 0.0).toList();
    }

    @Test
    void everyQueryOfEveryDashboardHasAnAnswerAndEveryRuleIsEvaluated() {
        Assumptions.assumeTrue(PROMETHEUS.isPresent(), "prometheus is not installed; .ci/run installs it");
        assertThat(unanswered).isEmpty();
        assertThat(brokenRules).isEmpty();
    }

    @Test
    void badRecordsAreDeadLetteredWithTheirReason() {
        assertThat(deadLetters)
                .containsEntry("not-json", 2)
                .containsEntry("missing-field", 2)
                .containsEntry("too-long", 1)
                .containsEntry("unknown-label", 1);
    }

    @Test
    void duplicatesAreCountedAndIgnored() {
        JsonNode counts = live.path("counts");
        assertThat(counts.path("duplicatePredictions").asInt()).isEqualTo(1);
        assertThat(counts.path("duplicateLabels").asInt()).isEqualTo(1);
    }

    @Test
    void aLabelForAnUnknownRequestWaitsForItsRequest() {
        assertThat(deadLetters).as("until the label horizon").doesNotContainKey("unknown-request");
    }

    @Test
    void stoppingLeavesNoProcess() {
        assertThat(firstExitCode).isZero();
        assertThat(firstOutput).contains("All processes have ended");
        assertThat(processesAfterFirst).isEmpty();
    }

    @Test
    void aSecondRunContinuesWhereTheFirstStopped() {
        assertThat(secondExitCode).as(secondOutput).isZero();
        assertThat(secondOutput)
                .contains("Continuing after 240 requests")
                .contains("272 requests, 272 scored, 0 missing, 0 duplicates");
    }

    private static void sendBadRecords(String broker) throws Exception {
        try (KafkaProducer<String, byte[]> client = new KafkaProducer<>(
                Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, broker),
                new StringSerializer(),
                new ByteArraySerializer())) {
            send(client, Topics.REQUESTS, "bad-1", "{oops".getBytes(StandardCharsets.UTF_8));
            send(client, Topics.REQUESTS, "bad-2", "{\"id\":\"bad-2\"}".getBytes(StandardCharsets.UTF_8));
            send(
                    client,
                    Topics.REQUESTS,
                    "bad-3",
                    ("{\"id\":\"bad-3\",\"text\":\"" + "x".repeat(InferenceRequest.MAX_TEXT_LENGTH + 1) + "\"}")
                            .getBytes(StandardCharsets.UTF_8));
            // A second request with an id that was answered.
            send(client, Topics.REQUESTS, IDS.id(0), Json.write(new InferenceRequest(IDS.id(0), "again", null, null)));
            send(client, Topics.LABELS, "bad-4", "[".getBytes(StandardCharsets.UTF_8));
            send(client, Topics.LABELS, "bad-5", "{\"requestId\":\"bad-5\"}".getBytes(StandardCharsets.UTF_8));
            send(client, Topics.REQUESTS, "odd-1", Json.write(new InferenceRequest("odd-1", "a text", null, null)));
            send(client, Topics.LABELS, "odd-1", Json.write(new LabelEvent("odd-1", "no.such.label", null)));
            // A label that the experiment knows, after all: without it, the examples behind would wait.
            send(client, Topics.LABELS, "odd-1", Json.write(new LabelEvent("odd-1", "noun.act", null)));
            send(client, Topics.LABELS, "nobody", Json.write(new LabelEvent("nobody", "noun.act", null)));
            // The label of a scored example, once more.
            send(client, Topics.LABELS, IDS.id(0), repeatedLabel(broker));
        }
    }

    private static byte[] repeatedLabel(String broker) {
        return FirstRecord.of(broker, Topics.LABELS, IDS.id(0));
    }

    private static void send(KafkaProducer<String, byte[]> client, Topics topic, String key, byte[] value)
            throws Exception {
        client.send(new ProducerRecord<>(topic.topicName(), key, value)).get();
    }

    private static JsonNode get(String url) throws IOException, InterruptedException {
        HttpResponse<byte[]> response = HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.ofByteArray());
        assertThat(response.statusCode()).as(url).isEqualTo(200);
        return Json.mapper().readTree(response.body());
    }

    private static String[] options(int events, String... more) {
        List<String> options = new ArrayList<>(List.of(OPTIONS));
        options.addAll(List.of("--events", Integer.toString(events)));
        options.addAll(List.of(more));
        return options.toArray(String[]::new);
    }

    private static void deleteEarlier() throws IOException {
        if (Files.exists(FOLDER)) {
            try (Stream<Path> tree = Files.walk(FOLDER)) {
                for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(path);
                }
            }
        }
    }
}
