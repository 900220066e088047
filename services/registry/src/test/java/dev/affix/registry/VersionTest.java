package dev.affix.registry;

import static dev.affix.registry.Problems.assertProblem;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.affix.contracts.AdapterPublished;
import dev.affix.contracts.Experiment;
import dev.affix.contracts.Json;
import dev.affix.contracts.PublishVersion;
import dev.affix.contracts.Topics;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(Servers.class)
class VersionTest {
    @Test
    void aPublishedVersionIsFoundByAdapterAndByDigest() {
        byte[] blob = Samples.blob("found");
        PublishVersion body = Samples.version(blob);
        Response response = Rest.publish("lookup/no-share", blob);
        assertThat(response.statusCode()).isEqualTo(201);

        AdapterPublished published = Rest.read(response, AdapterPublished.class);
        assertThat(published)
                .isEqualTo(new AdapterPublished(
                        "lookup/no-share",
                        1,
                        Samples.digest(blob),
                        blob.length,
                        body.config(),
                        body.labels(),
                        body.lineage(),
                        published.publishedAt()));
        assertThat(versions("lookup/no-share")).containsExactly(published);
        assertThat(Rest.read(Rest.get("/v1/versions/" + Samples.digest(blob)), AdapterPublished.class))
                .isEqualTo(published);
    }

    @Test
    void aVersionsLineageKeepsTheAxesOfItsArm() {
        byte[] blob = Samples.blob("axes");
        Rest.putBlob(Samples.digest(blob), blob);
        PublishVersion body = Samples.version(blob, Samples.withAxes());
        assertThat(Rest.send("POST", "/v1/adapters/axes-of-an-arm/own/versions", body)
                        .statusCode())
                .isEqualTo(201);
        assertThat(versions("axes-of-an-arm/own").get(0).lineage()).isEqualTo(body.lineage());
    }

    @Test
    void anAdapterWithoutAHeadIsPublishedWithoutLabels() {
        byte[] blob = Samples.blob("no head");
        Rest.putBlob(Samples.digest(blob), blob);
        String body = new String(Json.write(Samples.version(blob)), StandardCharsets.UTF_8)
                .replaceFirst("\"labels\":\\[.*?\\],", "");
        assertThat(Rest.sendText("POST", "/v1/adapters/texts/arm/versions", body)
                        .statusCode())
                .isEqualTo(201);
        assertThat(versions("texts/arm"))
                .singleElement()
                .extracting(AdapterPublished::labels)
                .isEqualTo(List.of());
        awaitEvents("texts/arm", 1);
        assertThat(events("texts/arm")).isEqualTo(versions("texts/arm"));
    }

    @Test
    void anArmsVersionWithOtherLabelsThanItsExperimentsIsRefused() {
        Experiment experiment = Samples.experiment("labelled");
        assertThat(Rest.send("POST", "/v1/experiments", experiment).statusCode())
                .isEqualTo(201);
        byte[] blob = Samples.blob("labelled");
        Rest.putBlob(Samples.digest(blob), blob);
        assertInvalid("labelled/no-share", body(blob, List.of()), "labels");
        assertInvalid("labelled/no-share", body(blob, List.of("verb.motion", "noun.act")), "labels");
        assertThat(versions("labelled/no-share")).isEmpty();
        assertThat(Rest.sendText("POST", "/v1/adapters/labelled/no-share/versions", body(blob, experiment.labels()))
                        .statusCode())
                .isEqualTo(201);
        assertThat(Rest.sendText("POST", "/v1/adapters/labelled/no-arm/versions", body(blob, List.of()))
                        .statusCode())
                .as("an adapter that is none of its arms")
                .isEqualTo(201);
    }

    @Test
    void anExperimentOfTextsHasVersionsWithoutLabels() {
        String experiment = new String(Json.write(Samples.experiment("stories")), StandardCharsets.UTF_8)
                .replaceFirst("\"labels\":\\[.*?\\]", "\"generation\":{\"maxTokens\":16,\"stop\":[\"\\\\n\"]}")
                .replace("\"accuracy\"", "\"chrf\"");
        assertThat(Rest.sendText("POST", "/v1/experiments", experiment).statusCode())
                .isEqualTo(201);
        byte[] blob = Samples.blob("stories");
        Rest.putBlob(Samples.digest(blob), blob);
        assertInvalid("stories/no-share", body(blob, List.of("noun.act", "verb.motion")), "labels");
        assertThat(Rest.sendText("POST", "/v1/adapters/stories/no-share/versions", body(blob, List.of()))
                        .statusCode())
                .isEqualTo(201);
        assertThat(Rest.get("/v1/experiments/stories").body().asString())
                .contains("\"generation\":{\"maxTokens\":16,\"stop\":[\"\\n\"]}");
    }

    private static String body(byte[] blob, List<String> labels) {
        PublishVersion sample = Samples.version(blob);
        return new String(
                Json.write(new PublishVersion(sample.digest(), sample.config(), labels, sample.lineage())),
                StandardCharsets.UTF_8);
    }

    @Test
    void publishingTwiceIsOneVersionAndOneEvent() {
        byte[] blob = Samples.blob("twice");
        Response first = Rest.publish("twice/arm", blob);
        Response second = Rest.publish("twice/arm", blob);
        Rest.publish("twice/last", Samples.blob("a later event, to wait for"));

        assertThat(first.statusCode()).isEqualTo(201);
        assertThat(second.statusCode()).isEqualTo(200);
        assertThat(second.asString()).isEqualTo(first.asString());
        assertThat(versions("twice/arm")).hasSize(1);
        awaitEvents("twice/last", 1);
        assertThat(events("twice/arm")).hasSize(1);
    }

    @Test
    void concurrentPublishersGetNumbersWithoutGapsAndEventsInTheirOrder() throws Exception {
        int publishers = 16;
        ExecutorService threads = Executors.newFixedThreadPool(publishers);
        try {
            List<Callable<Integer>> calls = new ArrayList<>();
            for (int i = 0; i < publishers; i++) {
                byte[] blob = Samples.blob("concurrent " + i);
                Rest.putBlob(Samples.digest(blob), blob);
                calls.add(() -> Rest.publish("crowd/arm", blob).statusCode());
            }
            for (Future<Integer> status : threads.invokeAll(calls)) {
                assertThat(status.get()).isEqualTo(201);
            }
        } finally {
            threads.shutdown();
        }
        List<AdapterPublished> versions = versions("crowd/arm");
        assertThat(versions)
                .extracting(AdapterPublished::version)
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(1, publishers).boxed().toList());
        assertThat(versions).extracting(AdapterPublished::digest).doesNotHaveDuplicates();
        awaitEvents("crowd/arm", publishers);
        assertThat(events("crowd/arm")).isEqualTo(versions);
    }

    @Test
    void anEventIsTheStateAndCarriesCloudEventsHeaders() {
        AdapterPublished published = Rest.read(Rest.publish("event/arm", Samples.blob("e")), AdapterPublished.class);
        awaitEvents("event/arm", 1);
        var sent = Kafka.records(Topics.ADAPTERS).stream()
                .filter(message -> message.key().equals("version:event/arm"))
                .findFirst()
                .orElseThrow();
        assertThat(sent.value()).isEqualTo(Json.write(published));
        assertThat(header(sent, "ce_specversion")).isEqualTo("1.0");
        assertThat(header(sent, "ce_type")).isEqualTo(Topics.Names.ADAPTERS);
        assertThat(header(sent, "ce_source")).isEqualTo("affix/registry");
        assertThat(header(sent, "ce_time")).isEqualTo(published.publishedAt().toString());
        assertThat(header(sent, "ce_id")).isNotBlank();
        assertThat(sent.headers().lastHeader("traceparent"))
                .as("its caller had no trace")
                .isNull();
    }

    @Test
    void anEventCarriesTheTraceOfTheCallThatMadeIt() {
        byte[] blob = Samples.blob("traced");
        Rest.putBlob(Samples.digest(blob), blob);
        String parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
        given().header("traceparent", parent)
                .header("tracestate", "a=b")
                .contentType("application/json")
                .body(Json.write(Samples.version(blob)))
                .post("/v1/adapters/traced/arm/versions")
                .then()
                .statusCode(201);
        awaitEvents("traced/arm", 1);
        var sent = Kafka.records(Topics.ADAPTERS).stream()
                .filter(message -> message.key().equals("version:traced/arm"))
                .findFirst()
                .orElseThrow();
        assertThat(header(sent, "traceparent")).isEqualTo(parent);
        assertThat(header(sent, "tracestate")).isEqualTo("a=b");
    }

    @Test
    void aDigestPublishedUnderTwoNamesKeepsItsFirstPublication() {
        byte[] blob = Samples.blob("shared");
        AdapterPublished first = Rest.read(Rest.publish("first/arm", blob), AdapterPublished.class);
        assertThat(Rest.publish("second/arm", blob).statusCode()).isEqualTo(201);
        assertThat(Rest.read(Rest.get("/v1/versions/" + Samples.digest(blob)), AdapterPublished.class))
                .isEqualTo(first);
    }

    @Test
    void theListShowsTheNewestVersionOfEachAdapter() {
        Rest.publish("list/arm", Samples.blob("older"));
        Rest.publish("list/arm", Samples.blob("newer"));
        List<Map<String, Object>> adapters = Rest.get("/v1/adapters").path("");
        assertThat(adapters)
                .filteredOn(adapter -> "list/arm".equals(adapter.get("adapter")))
                .containsExactly(
                        Map.of("adapter", "list/arm", "version", 2, "digest", Samples.digest(Samples.blob("newer"))));
    }

    @Test
    void aVersionWithoutItsBlobIsRefused() {
        assertProblem(
                Rest.send("POST", "/v1/adapters/noblob/arm/versions", Samples.version(Samples.blob("never uploaded"))),
                409,
                "urn:affix:problem:blob-missing",
                "digest");
        assertThat(versions("noblob/arm")).isEmpty();
    }

    @Test
    void whatBreaksTheContractIsRefusedWithTheFieldsPath() {
        byte[] blob = Samples.blob("bad bodies");
        Rest.putBlob(Samples.digest(blob), blob);
        String good = new String(Json.write(Samples.version(blob)), StandardCharsets.UTF_8);
        assertInvalid("bad/arm", good.replace("\"examples\":100", "\"examples\":-1"), "lineage.examples");
        assertInvalid("bad/arm", good.replace("\"variant\":\"no-share\",", ""), "lineage.hyperparameters.variant");
        assertInvalid("bad/arm", good.replace(Samples.digest(blob), "abc"), "digest");
        assertInvalid(
                "bad/arm", good.replaceFirst("\"config\":\".*?\",\"labels\"", "\"config\":\"{\",\"labels\""), "config");
        assertInvalid("bad/arm", "{", null);
        assertInvalid("bad/arm", "", null);
        assertInvalid("Bad/arm", good, "adapter");
        assertThat(Rest.sendText("POST", "/v1/adapters/bad/arm/versions", good).statusCode())
                .as("the body the others were made from")
                .isEqualTo(201);
    }

    @Test
    void aBodyOverTheLimitIsRefused() {
        assertProblem(
                Rest.sendText("POST", "/v1/adapters/big/arm/versions", " ".repeat((1 << 20) + 1)),
                413,
                "urn:affix:problem:too-large",
                null);
    }

    @Test
    void anEventThatNoRecordHoldsIsRefusedAndChangesNothing() {
        byte[] blob = Samples.blob("huge config");
        Rest.putBlob(Samples.digest(blob), blob);
        PublishVersion body = Samples.version(blob);
        String config = "{\"x\":\"" + "x".repeat(950_000) + "\"}";
        assertProblem(
                Rest.send(
                        "POST",
                        "/v1/adapters/huge/arm/versions",
                        new PublishVersion(body.digest(), config, body.labels(), body.lineage())),
                413,
                "urn:affix:problem:too-large",
                null);
        assertThat(versions("huge/arm")).isEmpty();
    }

    @Test
    void anUnknownDigestIsNotFound() {
        assertProblem(
                Rest.get("/v1/versions/" + Samples.digest(Samples.blob("unknown"))),
                404,
                "urn:affix:problem:unknown",
                null);
    }

    private static void assertInvalid(String adapter, String body, @org.jspecify.annotations.Nullable String field) {
        assertProblem(
                Rest.sendText("POST", "/v1/adapters/" + adapter + "/versions", body),
                400,
                "urn:affix:problem:invalid",
                field);
    }

    private static List<AdapterPublished> versions(String adapter) {
        return Rest.readList(Rest.get("/v1/adapters/" + adapter + "/versions"), AdapterPublished[].class);
    }

    private static List<AdapterPublished> events(String adapter) {
        return Kafka.records(Topics.ADAPTERS).stream()
                .filter(message -> message.key().equals("version:" + adapter))
                .map(message -> readEvent(message.value()))
                .toList();
    }

    private static AdapterPublished readEvent(byte[] value) {
        try {
            return Json.read(value, AdapterPublished.class);
        } catch (dev.affix.contracts.InvalidRecordException e) {
            throw new AssertionError(e);
        }
    }

    private static void awaitEvents(String adapter, int count) {
        await().atMost(Duration.ofSeconds(20)).until(() -> events(adapter).size() >= count);
    }

    private static String header(
            org.apache.kafka.clients.consumer.ConsumerRecord<String, byte[]> message, String name) {
        return new String(message.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
    }
}
