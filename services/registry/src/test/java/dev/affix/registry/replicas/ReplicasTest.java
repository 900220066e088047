package dev.affix.registry.replicas;

import static org.assertj.core.api.Assertions.assertThat;

import dev.affix.contracts.ReplicaReport;
import dev.affix.contracts.ReplicaReport.RefusedVersion;
import dev.affix.contracts.Topics;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReplicasTest {
    private static final Instant START = Instant.EPOCH;
    private static final Duration SILENCE = Duration.ofSeconds(8);
    private static final String DIGEST = "a".repeat(64);
    private static final Change PUBLISHED = new Change(Topics.ADAPTERS, 10, DIGEST);

    private final Replicas replicas = new Replicas(SILENCE);

    @Test
    void aChangeIsAppliedOnceEveryReplicaHasReadItsEventAndHoldsItsVersion() {
        report("a", 10, List.of(), List.of(), START);
        report("b", 9, List.of(), List.of(), START);
        assertThat(standing(START).applied()).containsExactly("a");
        assertThat(standing(START).lagging()).containsExactly("b");

        report("b", 10, List.of("b".repeat(64), DIGEST), List.of(), START);
        assertThat(standing(START).lagging()).as("read, but not resident").containsExactly("b");

        report("b", 10, List.of("b".repeat(64)), List.of(), START);
        assertThat(standing(START).applied()).containsExactly("a", "b");
        assertThat(standing(START).lagging()).isEmpty();
    }

    @Test
    void eachTopicHasItsOwnPosition() {
        replicas.report(new ReplicaReport("a", 10, 4, List.of(), List.of(), START), START);
        assertThat(replicas.standing(new Change(Topics.EXPERIMENTS, 5, null), START)
                        .lagging())
                .containsExactly("a");
        assertThat(replicas.standing(new Change(Topics.EXPERIMENTS, 4, null), START)
                        .applied())
                .containsExactly("a");
    }

    @Test
    void aReplicaThatIsSilentForLongerThanTheLimitIsNotWaitedFor() {
        report("dead", 3, List.of(), List.of(), START);
        report("alive", 10, List.of(), List.of(), START.plusSeconds(5));
        assertThat(standing(START.plus(SILENCE)).lagging()).containsExactly("dead");
        assertThat(standing(START.plus(SILENCE).plusMillis(1)).lagging()).isEmpty();
        assertThat(standing(START.plus(SILENCE).plusMillis(1)).applied()).containsExactly("alive");
    }

    @Test
    void aReplicaThatStoppedIsNotWaitedForAndOneThatComesBackIs() {
        report("a", 3, List.of(), List.of(), START);
        replicas.stopped("a");
        assertThat(standing(START).lagging()).isEmpty();
        report("a", 0, List.of(), List.of(), START);
        assertThat(standing(START).lagging()).containsExactly("a");
    }

    @Test
    void theTimeOfAReportIsTheListenersNotTheReplicas() {
        replicas.report(
                new ReplicaReport("fast clock", 3, 0, List.of(), List.of(), START.plusSeconds(1_000_000)), START);
        assertThat(standing(START.plusSeconds(9)).lagging()).isEmpty();
        replicas.report(
                new ReplicaReport("slow clock", 3, 0, List.of(), List.of(), START.minusSeconds(1_000_000)), START);
        assertThat(standing(START.plusSeconds(1)).lagging()).containsExactly("fast clock", "slow clock");
    }

    @Test
    void aRefusalCountsOnceTheEventIsReadAndOnlyForItsVersion() {
        RefusedVersion refusal = new RefusedVersion(DIGEST, "wrong-digest");
        report("a", 9, List.of(), List.of(refusal), START);
        assertThat(standing(START).lagging()).as("an older refusal").containsExactly("a");
        report("a", 10, List.of(), List.of(refusal), START);
        assertThat(standing(START).refusing()).isEqualTo(Map.of("a", "wrong-digest"));
        assertThat(replicas.standing(new Change(Topics.ADAPTERS, 10, "b".repeat(64)), START)
                        .applied())
                .containsExactly("a");
    }

    private Standing standing(Instant now) {
        return replicas.standing(PUBLISHED, now);
    }

    private void report(
            String replica, long adapters, List<String> pending, List<RefusedVersion> refused, Instant now) {
        replicas.report(new ReplicaReport(replica, adapters, 0, pending, refused, now), now);
    }
}
