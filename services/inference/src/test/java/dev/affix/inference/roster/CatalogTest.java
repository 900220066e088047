package dev.affix.inference.roster;

import static dev.affix.inference.Samples.digest;
import static dev.affix.inference.Samples.experiment;
import static dev.affix.inference.Samples.version;
import static org.assertj.core.api.Assertions.assertThat;

import dev.affix.contracts.AliasMoved;
import dev.affix.contracts.Experiment;
import dev.affix.contracts.Experiment.Mode;
import dev.affix.inference.roster.Catalog.Candidate;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class CatalogTest {
    private final Catalog catalog = new Catalog(1);

    @Test
    void onlyTheNewestVersionOfEachArmIsFetched() {
        catalog.put(version("e/a", 1, digest(1)));
        catalog.put(experiment("e", Mode.PAIRED, "a", "b"));
        catalog.put(version("e/b", 1, digest(11)));
        catalog.put(version("e/a", 3, digest(3)));
        catalog.put(version("e/a", 2, digest(2)));
        catalog.put(version("other/a", 9, digest(9)));
        assertThat(wanted()).containsExactly(digest(3), digest(11));
    }

    @Test
    void anExperimentAnswersOnlyWhenEveryArmIsResident() {
        catalog.put(experiment("e", Mode.PAIRED, "a", "b"));
        publish("e/a", 1, 1);
        assertThat(catalog.roster().experiments()).isEmpty();
        assertThat(catalog.roster().waiting()).containsKey("e");
        publish("e/b", 1, 2);
        assertThat(catalog.roster().experiments()).containsKey("e");
        assertThat(catalog.roster().waiting()).isEmpty();
    }

    @Test
    void aRefusedVersionLeavesTheOldOneAndIsNotFetchedAgain() {
        catalog.put(experiment("e", Mode.PAIRED, "a"));
        publish("e/a", 1, 1);
        catalog.put(version("e/a", 2, digest(2)));
        catalog.refuse(catalog.wanted().get(0));
        assertThat(wanted()).isEmpty();
        assertThat(served("e")).isEqualTo(digest(1));
        publish("e/a", 3, 3);
        assertThat(served("e")).isEqualTo(digest(3));
    }

    @Test
    void whenTheNewestIsRefusedAtStartTheOneBeforeItAnswers() {
        catalog.put(experiment("e", Mode.PAIRED, "a"));
        catalog.put(version("e/a", 1, digest(1)));
        catalog.put(version("e/a", 2, digest(2)));
        catalog.refuse(catalog.wanted().get(0));
        assertThat(wanted()).containsExactly(digest(1));
    }

    @Test
    void anAdapterWithNothingButRefusedVersionsIsStarvedUntilAnOlderOneIsKnown() {
        catalog.put(experiment("e", Mode.PAIRED, "a", "unpublished"));
        catalog.put(version("e/a", 2, digest(2)));
        assertThat(catalog.starved()).isEmpty();
        catalog.refuse(catalog.wanted().get(0));
        assertThat(catalog.starved()).containsExactly("e/a");
        catalog.put(version("e/a", 1, digest(1)));
        assertThat(catalog.starved()).isEmpty();
        assertThat(wanted()).containsExactly(digest(1));
    }

    @Test
    void theVersionBeforeTheNewestCanStillBeNamed() {
        catalog.put(experiment("e", Mode.PAIRED, "a"));
        publish("e/a", 1, 1);
        publish("e/a", 2, 2);
        publish("e/a", 3, 3);
        assertThat(catalog.roster().digests()).containsExactlyInAnyOrder(digest(2), digest(3));
    }

    @Test
    void aStoppedExperimentAnswersNoMoreAndItsVersionsLeave() {
        Experiment running = experiment("e", Mode.PAIRED, "a");
        catalog.put(running);
        publish("e/a", 1, 1);
        catalog.put(running.with(Experiment.Status.STOPPED, running.createdAt()));
        assertThat(catalog.roster()).isEqualTo(Roster.EMPTY);
        assertThat(wanted()).isEmpty();
    }

    @Test
    void anAliasPointsToItsOldVersionUntilTheNewOneIsResident() {
        catalog.put(moved("champion", digest(5)));
        Candidate first = catalog.wanted().get(0);
        assertThat(first.version()).isNull();
        catalog.admit(first, version("e/a", 5, digest(5)));
        assertThat(alias("champion")).isEqualTo(digest(5));
        catalog.put(moved("champion", digest(6)));
        assertThat(alias("champion")).isEqualTo(digest(5));
        catalog.admit(catalog.wanted().get(0), version("e/a", 6, digest(6)));
        assertThat(alias("champion")).isEqualTo(digest(6));
        assertThat(catalog.roster().digests()).containsExactly(digest(6));
        catalog.put(moved("champion", digest(5)));
        assertThat(wanted()).containsExactly(digest(5));
    }

    @Test
    void readingTheTopicsAgainChangesNothing() {
        Experiment experiment = experiment("e", Mode.PAIRED, "a");
        catalog.put(experiment);
        publish("e/a", 1, 1);
        publish("e/a", 2, 2);
        Roster before = catalog.roster();
        catalog.put(experiment);
        catalog.put(version("e/a", 1, digest(1)));
        catalog.put(version("e/a", 2, digest(2)));
        assertThat(wanted()).isEmpty();
        assertThat(catalog.roster()).isEqualTo(before);
    }

    private void publish(String adapter, long number, int digest) {
        catalog.put(version(adapter, number, digest(digest)));
        Candidate candidate = catalog.wanted().get(0);
        catalog.admit(candidate, Objects.requireNonNull(candidate.version()));
    }

    private List<String> wanted() {
        return catalog.wanted().stream().map(Candidate::digest).toList();
    }

    private String served(String name) {
        RunningExperiment running =
                Objects.requireNonNull(catalog.roster().experiments().get(name));
        return running.arms().get(0).version().digest();
    }

    private String alias(String name) {
        return catalog.roster().version(name).orElseThrow().digest();
    }

    private static AliasMoved moved(String alias, String digest) {
        return new AliasMoved(alias, digest, null, null, Instant.EPOCH);
    }
}
