package dev.affix.registry;

import static dev.affix.registry.Problems.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.affix.contracts.AliasMoved;
import dev.affix.contracts.Json;
import dev.affix.contracts.MoveAlias;
import dev.affix.contracts.Topics;
import dev.affix.contracts.Verdict;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(Servers.class)
class AliasTest {
    private static final Verdict EVIDENCE = Samples.verdict("wordnet", 900, Instant.parse("2026-01-02T03:04:05.678Z"));

    @Test
    void everyMoveStaysInTheHistoryWithItsEvidenceAndIsAnEvent() throws Exception {
        String first = published("alias first");
        String second = published("alias second");
        AliasMoved created = move("champion", first, null);
        AliasMoved moved = move("champion", second, EVIDENCE);

        assertThat(created).isEqualTo(new AliasMoved("champion", first, null, null, created.movedAt()));
        assertThat(moved).isEqualTo(new AliasMoved("champion", second, first, EVIDENCE, moved.movedAt()));
        assertThat(history("champion")).containsExactly(created, moved);
        assertThat(Rest.read(Rest.get("/v1/aliases/champion"), AliasMoved.class))
                .isEqualTo(moved);
        assertThat(Rest.readList(Rest.get("/v1/aliases"), AliasMoved[].class))
                .contains(moved)
                .doesNotContain(created);
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(
                        () -> assertThat(events("champion")).containsExactly(Json.write(created), Json.write(moved)));
    }

    @Test
    void aRepeatedMoveIsOneMove() {
        String digest = published("alias repeated");
        AliasMoved once = move("repeated", digest, EVIDENCE);
        assertThat(move("repeated", digest, EVIDENCE)).isEqualTo(once);
        assertThat(history("repeated")).containsExactly(once);
    }

    @Test
    void newEvidenceForTheSameVersionIsAMove() {
        String digest = published("alias confirmed");
        move("confirmed", digest, null);
        AliasMoved confirmed = move("confirmed", digest, EVIDENCE);
        assertThat(confirmed.previous()).isEqualTo(digest);
        assertThat(history("confirmed")).hasSize(2);
    }

    @Test
    void anAliasCannotPointToAnUnknownVersion() {
        String unknown = Samples.digest(Samples.blob("not published"));
        assertProblem(
                Rest.send("PUT", "/v1/aliases/lost", new MoveAlias(unknown, null)),
                404,
                "urn:affix:problem:unknown",
                null);
        assertProblem(Rest.get("/v1/aliases/lost"), 404, "urn:affix:problem:unknown", null);
        assertProblem(Rest.get("/v1/aliases/lost/history"), 404, "urn:affix:problem:unknown", null);
    }

    @Test
    void anAliasThatIsNoNameIsRefused() {
        assertProblem(
                Rest.send("PUT", "/v1/aliases/Champion", new MoveAlias(published("named"), null)),
                400,
                "urn:affix:problem:invalid",
                "alias");
    }

    private static String published(String text) {
        Rest.publish("aliased/arm", Samples.blob(text));
        return Samples.digest(Samples.blob(text));
    }

    private static AliasMoved move(String alias, String digest, @Nullable Verdict evidence) {
        return Rest.read(Rest.send("PUT", "/v1/aliases/" + alias, new MoveAlias(digest, evidence)), AliasMoved.class);
    }

    private static List<AliasMoved> history(String alias) {
        return Rest.readList(Rest.get("/v1/aliases/" + alias + "/history"), AliasMoved[].class);
    }

    private static List<byte[]> events(String alias) {
        return Kafka.records(Topics.ADAPTERS).stream()
                .filter(message -> message.key().equals("alias:" + alias))
                .map(message -> message.value())
                .toList();
    }
}
