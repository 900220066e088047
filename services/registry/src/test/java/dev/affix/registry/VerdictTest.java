package dev.affix.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;

import dev.affix.contracts.DeadLetter;
import dev.affix.contracts.Json;
import dev.affix.contracts.Topics;
import dev.affix.contracts.Verdict;
import dev.affix.registry.domain.VerdictPage;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(Servers.class)
class VerdictTest {
    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

    @Test
    void theNewestVerdictOfAPairIsShown() {
        Rest.send("POST", "/v1/experiments", Samples.experiment("judged"));
        assertThat(verdicts("judged")).isEmpty();
        send(Samples.verdict("judged", 10, NOON));
        Verdict newest = Samples.verdict("judged", 20, NOON.plusSeconds(1));
        send(newest);
        awaitVerdicts("judged", List.of(newest));
    }

    @Test
    void anOlderVerdictReadAgainDoesNotReplaceANewerOne() {
        Rest.send("POST", "/v1/experiments", Samples.experiment("reread"));
        Verdict newest = Samples.verdict("reread", 20, NOON.plusSeconds(1));
        send(newest);
        send(Samples.verdict("reread", 10, NOON));
        awaitAllRead();
        assertThat(verdicts("reread")).containsExactly(newest);
    }

    @Test
    void everyVerdictStaysInTheOrderOfTheTopicAndNoneTwice() {
        Rest.send("POST", "/v1/experiments", Samples.experiment("past"));
        List<Verdict> all = List.of(
                Samples.verdict("past", 10, NOON),
                Samples.verdict("past", 20, NOON.plusSeconds(1)),
                Samples.verdict("past", 30, NOON.plusSeconds(2)));
        all.forEach(VerdictTest::send);
        send(all.get(0)); // read again
        awaitAllRead();
        VerdictPage page = page("past", "");
        assertThat(page.verdicts()).isEqualTo(all);
        VerdictPage first = page("past", "?limit=2");
        assertThat(first.verdicts()).isEqualTo(all.subList(0, 2));
        VerdictPage rest = page("past", "?after=" + first.last());
        assertThat(rest.verdicts()).isEqualTo(all.subList(2, 3));
        assertThat(page("past", "?after=" + rest.last())).isEqualTo(new VerdictPage(rest.last(), List.of()));
        Rest.get("/v1/experiments/past/verdicts/history?limit=many")
                .then()
                .statusCode(400)
                .body("detail", containsString("limit is 'many'"));
        Rest.get("/v1/experiments/nobody/verdicts/history").then().statusCode(404);
    }

    @Test
    void whoAsksForTheNextVerdictIsAnsweredWhenItIsThere() throws Exception {
        Rest.send("POST", "/v1/experiments", Samples.experiment("awaited"));
        assertThat(page("awaited", "?wait=1s").verdicts()).isEmpty();
        CompletableFuture<VerdictPage> next = CompletableFuture.supplyAsync(() -> page("awaited", "?after=0&wait=30s"));
        Verdict verdict = Samples.verdict("awaited", 10, NOON);
        send(verdict);
        assertThat(next.get(25, TimeUnit.SECONDS).verdicts()).containsExactly(verdict);
    }

    private static VerdictPage page(String experiment, String query) {
        return Rest.read(Rest.get("/v1/experiments/" + experiment + "/verdicts/history" + query), VerdictPage.class);
    }

    @Test
    void aDeletedPairIsForgotten() {
        Rest.send("POST", "/v1/experiments", Samples.experiment("deleted"));
        Verdict verdict = Samples.verdict("deleted", 10, NOON);
        send(verdict);
        awaitVerdicts("deleted", List.of(verdict));
        Kafka.send(Topics.VERDICTS, verdict.key(), null);
        awaitVerdicts("deleted", List.of());
        assertThat(page("deleted", "").verdicts()).isEmpty();
    }

    @Test
    void aBadRecordIsDeadLetteredWithItsReasonAndTheStreamGoesOn() {
        String good = new String(Json.write(Samples.verdict("bad", 10, NOON)), StandardCharsets.UTF_8);
        assertDeadLetter("k1", "not json", DeadLetter.Reason.NOT_JSON, null);
        assertDeadLetter(
                "bad:linear-probe:no-share",
                good.replace("\"examples\":10", "\"examples\":-1"),
                DeadLetter.Reason.INVALID_VALUE,
                "examples");
        assertDeadLetter(
                "bad:linear-probe:no-share",
                good.replace("\"alpha\":0.05,", ""),
                DeadLetter.Reason.MISSING_FIELD,
                "alpha");
        assertDeadLetter("bad:a:b", good, DeadLetter.Reason.KEY_MISMATCH, null);
        awaitAllRead();
    }

    private static void assertDeadLetter(String key, String value, DeadLetter.Reason reason, @Nullable String field) {
        long offset = Kafka.send(Topics.VERDICTS, key, value.getBytes(StandardCharsets.UTF_8));
        ConsumerRecord<String, byte[]> letter = await().atMost(Duration.ofSeconds(20))
                .until(() -> letters(offset), letters -> !letters.isEmpty())
                .get(0);
        assertThat(letters(offset)).as("one letter for one bad record").hasSize(1);
        assertThat(letter.key()).isEqualTo(key);
        assertThat(letter.value()).isEqualTo(value.getBytes(StandardCharsets.UTF_8));
        assertThat(header(letter, "traceparent")).isEqualTo("00-1");
        assertThat(header(letter, DeadLetter.REASON)).isEqualTo(reason.code());
        assertThat(header(letter, DeadLetter.FIELD)).isEqualTo(field);
        assertThat(header(letter, DeadLetter.SOURCE_TOPIC)).isEqualTo(Topics.Names.VERDICTS);
        assertThat(header(letter, DeadLetter.SOURCE_PARTITION)).isEqualTo("0");
        assertThat(header(letter, DeadLetter.SERVICE)).isEqualTo("registry");
        assertThat(header(letter, DeadLetter.MESSAGE)).contains("Verdict");
    }

    private static List<ConsumerRecord<String, byte[]>> letters(long sourceOffset) {
        return Kafka.records(Topics.VERDICTS_DLQ).stream()
                .filter(letter -> Long.toString(sourceOffset).equals(header(letter, DeadLetter.SOURCE_OFFSET)))
                .toList();
    }

    private static @Nullable String header(ConsumerRecord<String, byte[]> message, String name) {
        var header = message.headers().lastHeader(name);
        return header == null ? null : new String(header.value(), StandardCharsets.UTF_8);
    }

    private static void send(Verdict verdict) {
        Kafka.send(Topics.VERDICTS, verdict.key(), Json.write(verdict));
    }

    /** Everything sent before this call has been read when it returns: the topic is read in order. */
    private static void awaitAllRead() {
        Rest.send("POST", "/v1/experiments", Samples.experiment("marker"));
        Verdict marker = Samples.verdict("marker", 1, Instant.now());
        send(marker);
        awaitVerdicts("marker", List.of(marker));
    }

    private static void awaitVerdicts(String experiment, List<Verdict> expected) {
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(verdicts(experiment)).isEqualTo(expected));
    }

    private static List<Verdict> verdicts(String experiment) {
        return Rest.readList(Rest.get("/v1/experiments/" + experiment + "/verdicts"), Verdict[].class);
    }
}
