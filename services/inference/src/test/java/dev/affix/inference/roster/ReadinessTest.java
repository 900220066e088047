package dev.affix.inference.roster;

import static dev.affix.inference.Samples.digest;
import static dev.affix.inference.Samples.experiment;
import static dev.affix.inference.Samples.version;
import static org.assertj.core.api.Assertions.assertThat;

import dev.affix.contracts.Experiment.Mode;
import dev.affix.inference.roster.RunningExperiment.ArmVersion;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ReadinessTest {
    private final Rosters rosters = new Rosters(() -> Set.of(digest(1)), digest -> {});
    private final Readiness readiness = new Readiness(rosters);

    @Test
    void aServiceIsReadyOnceWarmAndCaughtUpThoughNoExperimentRunsAndTakesNoRequestsThen() {
        assertThat(readiness.problem())
                .hasValueSatisfying(problem -> assertThat(problem).contains("backbone"));
        readiness.warm();
        assertThat(readiness.problem())
                .hasValueSatisfying(problem -> assertThat(problem).contains("topics"));
        readiness.caughtUp();
        assertThat(readiness.problem()).isEmpty();
        assertThat(readiness.open()).isFalse();
    }

    @Test
    void anExperimentThatCannotAnswerYetIsNamedAndHoldsUpTheFirstRequests() {
        readiness.warm();
        readiness.caughtUp();
        rosters.replace(roster(List.of("ready"), "waits"));
        assertThat(readiness.problem())
                .hasValueSatisfying(problem -> assertThat(problem).contains("waits", "no version"));
        assertThat(readiness.open()).isFalse();
    }

    @Test
    void anExperimentThatStartsLaterDoesNotHoldUpTheOthers() {
        readiness.warm();
        readiness.caughtUp();
        rosters.replace(roster(List.of("ready")));
        assertThat(readiness.open()).isTrue();
        rosters.replace(roster(List.of("ready"), "waits"));
        assertThat(readiness.problem()).isPresent();
        assertThat(readiness.open()).isTrue();
    }

    @Test
    void theLastExperimentsEndClosesTheGate() {
        readiness.warm();
        readiness.caughtUp();
        rosters.replace(roster(List.of("ready")));
        assertThat(readiness.open()).isTrue();
        rosters.replace(Roster.EMPTY);
        assertThat(readiness.problem()).isEmpty();
        assertThat(readiness.open()).isFalse();
    }

    private static Roster roster(List<String> answering, String... waiting) {
        ServedVersion served = ServedVersion.of(version("e/a", 1, digest(1)));
        TreeMap<String, String> reasons = new TreeMap<>();
        Arrays.stream(waiting).forEach(name -> reasons.put(name, "no version of arm a"));
        return Roster.of(
                answering.stream()
                        .map(name -> new RunningExperiment(
                                experiment(name, Mode.PAIRED, "a"), List.of(new ArmVersion("a", served))))
                        .toList(),
                reasons,
                Map.of(),
                List.of());
    }
}
