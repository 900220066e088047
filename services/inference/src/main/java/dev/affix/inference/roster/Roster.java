package dev.affix.inference.roster;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Who answers, at one moment. Every version it names is resident. Immutable: a batch takes one roster and is answered
 * wholly by it, whatever is published meanwhile.
 *
 * @param experiments the running experiments whose arms are all resident, by name
 * @param waiting running experiments with an arm that has no resident version yet, and why
 * @param aliases the versions that aliases point to, by alias
 * @param versions all versions that a request may name, by digest
 */
public record Roster(
        SortedMap<String, RunningExperiment> experiments,
        SortedMap<String, String> waiting,
        Map<String, ServedVersion> aliases,
        Map<String, ServedVersion> versions) {
    /** Nobody. */
    public static final Roster EMPTY = of(List.of(), new TreeMap<>(), Map.of(), List.of());

    public Roster {
        experiments = Collections.unmodifiableSortedMap(new TreeMap<>(experiments));
        waiting = Collections.unmodifiableSortedMap(new TreeMap<>(waiting));
        aliases = Map.copyOf(aliases);
        versions = Map.copyOf(versions);
    }

    /**
     * Returns a roster.
     *
     * @param kept versions that nobody answers with by default, but that a request may still name
     */
    public static Roster of(
            Collection<RunningExperiment> experiments,
            SortedMap<String, String> waiting,
            Map<String, ServedVersion> aliases,
            Collection<ServedVersion> kept) {
        SortedMap<String, RunningExperiment> byName = new TreeMap<>();
        Map<String, ServedVersion> versions = new LinkedHashMap<>();
        kept.forEach(version -> versions.put(version.digest(), version));
        aliases.values().forEach(version -> versions.put(version.digest(), version));
        for (RunningExperiment running : experiments) {
            byName.put(running.experiment().name(), running);
            running.arms().forEach(arm -> versions.put(arm.version().digest(), arm.version()));
        }
        return new Roster(byName, waiting, aliases, versions);
    }

    /** Returns the digests of all versions it names: those that must stay resident while it is used. */
    public Set<String> digests() {
        return versions.keySet();
    }

    /** Returns the version that a request names by digest or alias. */
    public Optional<ServedVersion> version(String digestOrAlias) {
        ServedVersion version = versions.get(digestOrAlias);
        return Optional.ofNullable(version == null ? aliases.get(digestOrAlias) : version);
    }

    /** Returns whether any experiment can answer. */
    public boolean canAnswer() {
        return !experiments.isEmpty();
    }
}
