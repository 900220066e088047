package dev.affix.inference.roster;

import dev.affix.contracts.AdapterPublished;
import dev.affix.contracts.AliasMoved;
import dev.affix.contracts.Experiment;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What the topics say, and what was admitted of it: decides which version to fetch next, and makes the roster.
 *
 * <p>An arm answers with its newest admitted version; a refused version changes nothing for it. Not thread-safe: one
 * thread follows the topics.
 */
public final class Catalog {
    /** Versions of an adapter that are remembered, so that an older one can be admitted when newer ones are refused. */
    private static final int REMEMBERED = 16;

    private final int keep;
    private final SortedMap<String, Experiment> experiments = new TreeMap<>();
    private final Map<String, Deque<AdapterPublished>> published = new LinkedHashMap<>();
    private final SortedMap<String, String> aliases = new TreeMap<>();
    private final Map<String, Deque<AdapterPublished>> admitted = new HashMap<>();
    private final Map<String, AdapterPublished> admittedForAliases = new HashMap<>();
    private final Map<String, AdapterPublished> resolved = new HashMap<>();
    private final Set<String> refused = new HashSet<>();

    /**
     * A version to fetch.
     *
     * @param digest SHA-256 of its file
     * @param version what was published, null if an alias names a version that this process never heard of
     * @param experiment the experiment it is to answer for, null if only an alias needs it
     */
    public record Candidate(
            String digest,
            @Nullable AdapterPublished version,
            @Nullable Experiment experiment) {
        private String key() {
            return digest + '@' + (experiment == null ? "" : experiment.name());
        }
    }

    /**
     * Creates an empty one.
     *
     * @param keep versions of each arm that stay resident behind the newest
     */
    public Catalog(int keep) {
        this.keep = keep;
    }

    /** An experiment was created or changed. */
    public void put(Experiment experiment) {
        experiments.put(experiment.name(), experiment);
    }

    /** An experiment is gone. */
    public void removeExperiment(String name) {
        experiments.remove(name);
    }

    /** A version was published. The same one again changes nothing. */
    public void put(AdapterPublished version) {
        Deque<AdapterPublished> versions = published.computeIfAbsent(version.adapter(), name -> new ArrayDeque<>());
        if (versions.stream().anyMatch(known -> known.version() == version.version())) {
            return;
        }
        versions.addFirst(version);
        List<AdapterPublished> sorted = new ArrayList<>(versions);
        sorted.sort(Comparator.comparingLong(AdapterPublished::version).reversed());
        versions.clear();
        versions.addAll(sorted.subList(0, Math.min(REMEMBERED, sorted.size())));
    }

    /** An adapter is gone. */
    public void removeAdapter(String adapter) {
        published.remove(adapter);
        admitted.remove(adapter);
    }

    /** An alias moved. */
    public void put(AliasMoved moved) {
        aliases.put(moved.alias(), moved.digest());
    }

    /** An alias is gone. */
    public void removeAlias(String alias) {
        aliases.remove(alias);
    }

    /** Returns the versions to fetch, most urgent first: arms before aliases. */
    public List<Candidate> wanted() {
        List<Candidate> wanted = new ArrayList<>();
        for (Experiment experiment : running()) {
            experiment
                    .arms()
                    .forEach(arm -> next(experiment, experiment.adapter(arm)).ifPresent(wanted::add));
        }
        for (String digest : aliases.values()) {
            Candidate candidate = new Candidate(digest, published(digest).orElse(null), null);
            if (!admittedForAliases.containsKey(digest) && !refused.contains(candidate.key())) {
                wanted.add(candidate);
            }
        }
        return wanted;
    }

    private Optional<Candidate> next(Experiment experiment, String adapter) {
        long served = newest(adapter).map(AdapterPublished::version).orElse(0L);
        return published.getOrDefault(adapter, new ArrayDeque<>()).stream()
                .filter(version -> version.version() > served)
                .map(version -> new Candidate(version.digest(), version, experiment))
                .filter(candidate -> !refused.contains(candidate.key()))
                .findFirst();
    }

    /**
     * Returns the adapters of running experiments that have nothing to answer with although versions were published: all
     * that are known were refused. Topics keep only the newest; the registry knows the older ones.
     */
    public List<String> starved() {
        List<String> starved = new ArrayList<>();
        for (Experiment experiment : running()) {
            experiment.arms().forEach(arm -> {
                String adapter = experiment.adapter(arm);
                if (published.containsKey(adapter)
                        && newest(adapter).isEmpty()
                        && next(experiment, adapter).isEmpty()) {
                    starved.add(adapter);
                }
            });
        }
        return starved;
    }

    /** The version passed every check and is resident. */
    public void admit(Candidate candidate, AdapterPublished version) {
        if (candidate.experiment() == null) {
            admittedForAliases.put(candidate.digest(), version);
        } else {
            Deque<AdapterPublished> versions = admitted.computeIfAbsent(version.adapter(), name -> new ArrayDeque<>());
            versions.addFirst(version);
            while (versions.size() > keep + 1) {
                versions.removeLast();
            }
        }
    }

    /** The version failed a check: it is not asked for again. */
    public void refuse(Candidate candidate) {
        refused.add(candidate.key());
    }

    /** Returns the roster of now. */
    public Roster roster() {
        forgetUnused();
        List<RunningExperiment> complete = new ArrayList<>();
        SortedMap<String, String> waiting = new TreeMap<>();
        List<ServedVersion> kept = new ArrayList<>();
        for (Experiment experiment : running()) {
            List<RunningExperiment.ArmVersion> arms = new ArrayList<>();
            experiment.arms().forEach(arm -> {
                String adapter = experiment.adapter(arm);
                newest(adapter)
                        .ifPresentOrElse(
                                version -> arms.add(
                                        new RunningExperiment.ArmVersion(arm.name(), ServedVersion.of(version))),
                                () -> waiting.merge(
                                        experiment.name(),
                                        "no resident version of " + adapter,
                                        (a, b) -> a + ", " + b));
                admitted.getOrDefault(adapter, new ArrayDeque<>())
                        .forEach(version -> kept.add(ServedVersion.of(version)));
            });
            if (arms.size() == experiment.arms().size()) {
                complete.add(new RunningExperiment(experiment, arms));
            }
        }
        Map<String, ServedVersion> served = new HashMap<>();
        resolved.forEach((alias, version) -> served.put(alias, ServedVersion.of(version)));
        return Roster.of(complete, waiting, served, kept);
    }

    /** Forgets that versions were admitted when the roster will not name them: they leave memory. */
    private void forgetUnused() {
        Set<String> adapters = new HashSet<>();
        running().forEach(experiment -> experiment.arms().forEach(arm -> adapters.add(experiment.adapter(arm))));
        admitted.keySet().retainAll(adapters);
        // An alias keeps its old version until the new one is admitted.
        aliases.forEach((alias, digest) -> {
            AdapterPublished version = admittedForAliases.get(digest);
            if (version != null) {
                resolved.put(alias, version);
            }
        });
        resolved.keySet().retainAll(aliases.keySet());
        Set<String> used = new HashSet<>();
        resolved.values().forEach(version -> used.add(version.digest()));
        admittedForAliases.keySet().retainAll(used);
    }

    private List<Experiment> running() {
        return experiments.values().stream().filter(Experiment::running).toList();
    }

    private Optional<AdapterPublished> newest(String adapter) {
        return Optional.ofNullable(
                admitted.getOrDefault(adapter, new ArrayDeque<>()).peekFirst());
    }

    private Optional<AdapterPublished> published(String digest) {
        return published.values().stream()
                .flatMap(Deque::stream)
                .filter(version -> version.digest().equals(digest))
                .findFirst();
    }
}
