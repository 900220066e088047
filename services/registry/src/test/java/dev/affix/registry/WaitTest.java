package dev.affix.registry;

import static dev.affix.registry.Problems.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.affix.contracts.Json;
import dev.affix.contracts.MoveAlias;
import dev.affix.contracts.ReplicaReport;
import dev.affix.contracts.ReplicaReport.RefusedVersion;
import dev.affix.contracts.Topics;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Calls that wait for replicas, whose reports this test writes. */
@QuarkusTest
@QuarkusTestResource(Servers.class)
class WaitTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    @AfterEach
    void stopTheReplicas() {
        Kafka.send(Topics.REPLICAS, "one", null);
        Kafka.send(Topics.REPLICAS, "two", null);
    }

    @Test
    void aPublishIsAnsweredOnceEveryReplicaAnswersWithIt() {
        report("one", 0, List.of(), List.of());
        report("two", 0, List.of(), List.of());
        CompletableFuture<Response> call = publish("wait/arm", "waited for", "&timeout=60");
        await().atMost(LIMIT).until(() -> end() > 0 && published("wait/arm"));
        report("one", end(), List.of(), List.of());
        report("two", end(), List.of(digest("waited for")), List.of());
        assertThat(call).as("two has not loaded it").isNotDone();
        report("two", end(), List.of(), List.of());
        Response response = call.join();
        assertThat(response.statusCode()).isEqualTo(201);
        assertThat(response.header("Affix-Replicas")).isEqualTo("2");
        assertThat(response.jsonPath().getString("digest")).isEqualTo(digest("waited for"));

        Response again = publish("wait/arm", "waited for", "").join();
        assertThat(again.statusCode()).isEqualTo(200);
        assertThat(again.header("Affix-Replicas")).isEqualTo("2");
    }

    @Test
    void whatIsNotAppliedInTimeStaysPublishedAndTheAnswerNamesWhoLags() {
        report("one", 1_000_000, List.of(), List.of());
        report("two", 0, List.of(), List.of());
        Response late = publish("late/arm", "late", "&timeout=0.5").join();
        assertProblem(late, 504, "urn:affix:problem:not-applied-yet", null);
        assertThat(late.path("detail").toString()).endsWith(": two.");
        assertThat(published("late/arm")).isTrue();
    }

    @Test
    void aReplicaThatRefusesTheVersionIsNamedWithItsReason() {
        report("one", 1_000_000, List.of(), List.of(new RefusedVersion(digest("corrupt"), "wrong-digest")));
        Response refused = publish("corrupt/arm", "corrupt", "").join();
        assertProblem(refused, 422, "urn:affix:problem:refused-by-replica", "digest");
        assertThat(refused.path("detail").toString()).contains("one=wrong-digest");
    }

    @Test
    void aReplicaThatDiedHoldsNobodyUpForLongerThanItsSilence() {
        report("one", 0, List.of(), List.of());
        Response response = publish("dead/arm", "dead", "&timeout=60").join();
        assertThat(response.statusCode()).isEqualTo(201);
        assertThat(response.header("Affix-Replicas")).isEqualTo("0");
    }

    @Test
    void aliasesAndExperimentsCanBeWaitedForToo() {
        report("one", 1_000_000, List.of(), List.of());
        Rest.publish("moved/arm", Samples.blob("moved"));
        Response moved = Rest.send("PUT", "/v1/aliases/waiting?wait=true", new MoveAlias(digest("moved"), null));
        assertThat(moved.statusCode()).isEqualTo(200);
        assertThat(moved.header("Affix-Replicas")).isEqualTo("1");
        Response created = Rest.send("POST", "/v1/experiments?wait=true", Samples.experiment("waiting"));
        assertThat(created.statusCode()).isEqualTo(201);
        assertThat(created.header("Affix-Replicas")).isEqualTo("1");
        Response stopped = Rest.sendText("POST", "/v1/experiments/waiting/stop?wait=true", "");
        assertThat(stopped.statusCode()).isEqualTo(200);
        assertThat(stopped.header("Affix-Replicas")).isEqualTo("1");
    }

    @Test
    void parametersThatMakeNoSenseAreRefusedBeforeAnythingHappens() {
        assertProblem(publish("param/arm", "p", "&timeout=never").join(), 400, "urn:affix:problem:invalid", "timeout");
        assertProblem(publish("param/arm", "p", "&timeout=61").join(), 400, "urn:affix:problem:invalid", "timeout");
        assertProblem(
                Rest.send("POST", "/v1/adapters/param/arm/versions?wait=soon", Samples.version(Samples.blob("p"))),
                400,
                "urn:affix:problem:invalid",
                "wait");
        assertThat(published("param/arm")).isFalse();
    }

    @Test
    void aReportThatBreaksItsContractIsADeadLetterAndTheOthersCount() {
        long bad = Kafka.send(Topics.REPLICAS, "one", "{\"replica\":\"one\"}".getBytes(StandardCharsets.UTF_8));
        await().atMost(LIMIT)
                .until(() -> Kafka.records(Topics.REPLICAS_DLQ).stream()
                        .anyMatch(letter -> new String(
                                        letter.headers()
                                                .lastHeader("affix-dlq-source-offset")
                                                .value(),
                                        StandardCharsets.UTF_8)
                                .equals(Long.toString(bad))));
        report("one", 1_000_000, List.of(), List.of());
        assertThat(publish("sound/arm", "sound", "").join().header("Affix-Replicas"))
                .isEqualTo("1");
    }

    private static CompletableFuture<Response> publish(String adapter, String blob, String parameters) {
        byte[] file = Samples.blob(blob);
        Rest.putBlob(Samples.digest(file), file);
        return CompletableFuture.supplyAsync(() -> Rest.send(
                "POST", "/v1/adapters/" + adapter + "/versions?wait=true" + parameters, Samples.version(file)));
    }

    private static boolean published(String adapter) {
        return Kafka.records(Topics.ADAPTERS).stream()
                .anyMatch(event -> event.key().equals("version:" + adapter));
    }

    private static long end() {
        return Kafka.records(Topics.ADAPTERS).stream()
                .mapToLong(event -> event.offset() + 1)
                .max()
                .orElse(0);
    }

    private static String digest(String blob) {
        return Samples.digest(Samples.blob(blob));
    }

    private static void report(String replica, long adapters, List<String> pending, List<RefusedVersion> refused) {
        Kafka.send(
                Topics.REPLICAS,
                replica,
                Json.write(new ReplicaReport(replica, adapters, adapters, pending, refused, Instant.now())));
    }
}
