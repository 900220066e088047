package dev.affix.inference.roster;

import static dev.affix.inference.Samples.digest;
import static dev.affix.inference.Samples.experiment;
import static dev.affix.inference.Samples.version;
import static org.assertj.core.api.Assertions.assertThat;

import dev.affix.contracts.Experiment.Mode;
import dev.affix.inference.roster.RunningExperiment.ArmVersion;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Random interleavings of everything that may happen to rosters: each operation is atomic (all are synchronized), so that every
 * schedule of threads is some order of these steps.
 */
class InterleavingTest {
    private static final int STEPS = 20_000;
    private static final int VERSIONS = 12;

    private final Set<String> residents = new HashSet<>();
    private final Set<String> evicted = new HashSet<>();
    private final Rosters rosters = new Rosters(() -> residents, this::evict);
    private final List<Rosters.Lease> leases = new ArrayList<>();
    private final List<Visit> visits = new ArrayList<>();
    /** The version that is being made ready for the next roster. */
    private int pinned;

    private record Visit(String digest, Rosters.Stay stay, AtomicBoolean loaded) {}

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void whatALeaseAVisitOrTheCurrentRosterNamesStaysWhateverHappensAndWhatNobodyNamesCanLeave(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        for (int step = 0; step < STEPS; step++) {
            act(random);
            assertNothingInUseIsGone();
        }
        leases.forEach(Rosters.Lease::close);
        visits.forEach(visit -> visit.stay.close());
        rosters.replace(Roster.EMPTY);
        while (rosters.makeRoom()) {
            // Guests of the past leave one by one.
        }
        assertThat(residents).as("nobody uses anything any more").isEmpty();
        assertThat(evicted).as("every version left at some time").hasSize(VERSIONS);
    }

    private void act(SplittableRandom random) {
        switch (random.nextInt(9)) {
            case 0 -> {
                pinned = 1 + random.nextInt(VERSIONS);
                rosters.pin(digest(pinned));
            }
            case 1 -> {
                if (pinned > 0) {
                    residents.add(digest(pinned));
                }
            }
            case 2 -> {
                if (pinned > 0 && residents.contains(digest(pinned))) {
                    rosters.replace(roster(pinned));
                    pinned = 0;
                }
            }
            case 3 -> leases.add(rosters.lease());
            case 4 -> {
                if (!leases.isEmpty()) {
                    leases.remove(random.nextInt(leases.size())).close();
                }
            }
            case 5 -> {
                String digest = digest(1 + random.nextInt(VERSIONS));
                visits.add(new Visit(digest, rosters.stay(digest), new AtomicBoolean()));
            }
            case 6 -> {
                if (!visits.isEmpty()) {
                    Visit visit = visits.get(random.nextInt(visits.size()));
                    residents.add(visit.digest);
                    visit.loaded.set(true);
                }
            }
            case 7 -> {
                if (!visits.isEmpty()) {
                    visits.remove(random.nextInt(visits.size())).stay.close();
                }
            }
            default -> rosters.makeRoom();
        }
    }

    private void assertNothingInUseIsGone() {
        assertThat(residents).containsAll(rosters.current().digests());
        leases.forEach(lease -> assertThat(residents).containsAll(lease.roster().digests()));
        visits.stream()
                .filter(visit -> visit.loaded.get())
                .forEach(visit -> assertThat(residents).contains(visit.digest));
    }

    private void evict(String digest) {
        if (residents.remove(digest)) {
            evicted.add(digest);
        }
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
