package dev.affix.registry;

import static dev.affix.registry.Problems.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.affix.contracts.AdapterPublished;
import dev.affix.contracts.Json;
import dev.affix.contracts.Topics;
import dev.affix.contracts.Verdict;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(Servers.class)
class OutageTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @Test
    void whatIsPublishedWhileTheBrokerIsAwayArrivesInOrderAfterwards() {
        Servers servers = Servers.current();
        List<AdapterPublished> published = new ArrayList<>();
        servers.stopBroker();
        try {
            for (int i = 0; i < 5; i++) {
                var response = Rest.publish("outage/arm", Samples.blob("outage " + i));
                assertThat(response.statusCode()).isEqualTo(201);
                published.add(Rest.read(response, AdapterPublished.class));
            }
            long asked = System.nanoTime();
            assertThat(Rest.get("/q/health/ready").statusCode()).isEqualTo(503);
            assertThat(Duration.ofNanos(System.nanoTime() - asked))
                    .as("a probe does not wait long")
                    .isLessThan(Duration.ofSeconds(5));
            assertThat(Rest.get("/q/health/live").statusCode())
                    .as("waiting is no reason to restart")
                    .isEqualTo(200);
            assertThat(metric("affix_registry_outbox_depth")).isEqualTo(5);
        } finally {
            servers.startBroker();
        }
        await().atMost(LIMIT).until(() -> metric("affix_registry_outbox_depth") == 0);
        assertThat(distinct(events("outage/arm")))
                .isEqualTo(published.stream().map(AdapterPublished::version).toList());
        assertReadyAgain();

        Rest.send("POST", "/v1/experiments", Samples.experiment("after-outage"));
        Verdict verdict = Samples.verdict("after-outage", 5, Instant.now());
        Kafka.send(Topics.VERDICTS, verdict.key(), Json.write(verdict));
        await().atMost(LIMIT)
                .until(() -> Rest.get("/v1/experiments/after-outage/verdicts")
                        .asString()
                        .contains("after-outage"));
    }

    @Test
    void withoutItsDatabaseTheRegistrySaysSoAndGoesOnWhenItIsBack() {
        Servers servers = Servers.current();
        Rest.publish("dbaway/arm", Samples.blob("before"));
        servers.stopDatabase();
        try {
            assertProblem(Rest.get("/v1/experiments"), 503, "urn:affix:problem:database-unavailable", null);
            assertThat(Rest.get("/q/health/ready").statusCode()).isEqualTo(503);
            assertThat(Rest.get("/q/health/live").statusCode()).isEqualTo(200);
        } finally {
            servers.startDatabase();
        }
        assertReadyAgain();
        assertThat(Rest.publish("dbaway/arm", Samples.blob("after")).statusCode())
                .isEqualTo(201);
        await().atMost(LIMIT).until(() -> distinct(events("dbaway/arm")).equals(List.of(1L, 2L)));
    }

    private static void assertReadyAgain() {
        await().atMost(LIMIT)
                .untilAsserted(() ->
                        assertThat(Rest.get("/q/health/ready").statusCode()).isEqualTo(200));
    }

    /** Version numbers of an adapter's events, without repetitions of the same event in a row. */
    private static List<Long> distinct(List<Long> versions) {
        List<Long> distinct = new ArrayList<>();
        for (Long version : versions) {
            if (distinct.isEmpty() || !distinct.get(distinct.size() - 1).equals(version)) {
                distinct.add(version);
            }
        }
        return distinct;
    }

    private static List<Long> events(String adapter) {
        return Kafka.records(Topics.ADAPTERS).stream()
                .filter(message -> message.key().equals("version:" + adapter))
                .map(message -> version(message.value()))
                .toList();
    }

    private static Long version(byte[] value) {
        try {
            return Json.read(value, AdapterPublished.class).version();
        } catch (dev.affix.contracts.InvalidRecordException e) {
            throw new AssertionError(e);
        }
    }

    private static double metric(String name) {
        return Rest.get("/q/metrics")
                .asString()
                .lines()
                .filter(line -> line.startsWith(name + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
                .findFirst()
                .orElseThrow();
    }
}
