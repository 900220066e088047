package dev.affix.registry.replicas;

import dev.affix.contracts.ReplicaReport;
import dev.affix.contracts.ReplicaReport.RefusedVersion;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What each inference replica has said last. One that has been silent for too long is taken for dead: its partitions
 * have gone to others by then. Thread-safe.
 */
public final class Replicas {
    private final Duration silence;
    private final SortedMap<String, Heard> heard = new TreeMap<>();

    private record Heard(ReplicaReport report, Instant at) {}

    /**
     * Creates one that has heard nothing.
     *
     * @param silence after which a replica is taken for dead; longer than its consumer group waits for it
     */
    public Replicas(Duration silence) {
        this.silence = silence;
    }

    /** Takes a report in; {@code now} is the time here, not the replica's. */
    public synchronized void report(ReplicaReport report, Instant now) {
        heard.values().removeIf(other -> dead(other, now));
        heard.put(report.replica(), new Heard(report, now));
    }

    /** A replica has stopped: nobody waits for it. */
    public synchronized void stopped(String replica) {
        heard.remove(replica);
    }

    /** Returns how the replicas that live now stand to a change. */
    public synchronized Standing standing(Change change, Instant now) {
        List<String> applied = new ArrayList<>();
        List<String> lagging = new ArrayList<>();
        SortedMap<String, String> refusing = new TreeMap<>();
        for (Map.Entry<String, Heard> one : heard.entrySet()) {
            if (dead(one.getValue(), now)) {
                continue;
            }
            ReplicaReport report = one.getValue().report;
            if (!change.settledBy(report)) {
                lagging.add(one.getKey());
                continue;
            }
            String reason = report.refused().stream()
                    .filter(refused -> refused.digest().equals(change.digest()))
                    .map(RefusedVersion::reason)
                    .findFirst()
                    .orElse(null);
            if (reason == null) {
                applied.add(one.getKey());
            } else {
                refusing.put(one.getKey(), reason);
            }
        }
        return new Standing(applied, lagging, refusing);
    }

    private boolean dead(Heard one, Instant now) {
        return one.at.plus(silence).isBefore(now);
    }
}
