package dev.affix.inference.roster;

import static dev.affix.inference.Samples.digest;
import static dev.affix.inference.Samples.experiment;
import static dev.affix.inference.Samples.version;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.affix.contracts.Experiment.Mode;
import dev.affix.inference.roster.RunningExperiment.ArmVersion;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class RostersTest {
    private final Set<String> residents = new HashSet<>();
    private final Rosters rosters = new Rosters(() -> residents, residents::remove);

    @Test
    void aRosterThatNamesAVersionThatIsNotResidentNeverBecomesCurrent() {
        assertThatThrownBy(() -> rosters.replace(roster(1))).isInstanceOf(IllegalStateException.class);
        assertThat(rosters.current()).isEqualTo(Roster.EMPTY);
    }

    @Test
    void aVersionOfALeasedRosterStaysResidentUntilTheLastLeaseIsClosed() {
        swapTo(1);
        Rosters.Lease first = rosters.lease();
        Rosters.Lease second = rosters.lease();
        swapTo(2);
        swapTo(3);
        assertThat(residents).containsExactlyInAnyOrder(digest(1), digest(3));
        assertThat(first.roster()).isEqualTo(roster(1));
        first.close();
        first.close();
        assertThat(residents).contains(digest(1));
        second.close();
        assertThat(residents).containsExactly(digest(3));
    }

    @Test
    void aVersionThatIsBeingLoadedIsNotEvictedBeforeARosterNamesIt() {
        swapTo(1);
        Rosters.Lease lease = rosters.lease();
        swapTo(2);
        rosters.pin(digest(1));
        lease.close();
        assertThat(residents).contains(digest(1));
        rosters.replace(roster(1));
        assertThat(residents).containsExactly(digest(1));
    }

    private void swapTo(int version) {
        rosters.pin(digest(version));
        residents.add(digest(version));
        rosters.replace(roster(version));
    }

    private static Roster roster(int number) {
        ServedVersion served = ServedVersion.of(version("e/a", number, digest(number)));
        return Roster.of(
                List.of(new RunningExperiment(experiment("e", Mode.PAIRED, "a"), List.of(new ArmVersion("a", served)))),
                new TreeMap<>(),
                Map.of(),
                List.of());
    }
}
