package dev.affix.metrics.replica;

import dev.affix.contracts.Experiment;
import dev.affix.metrics.comparison.ArmScores;
import dev.affix.metrics.comparison.ComparisonState;
import dev.affix.metrics.comparison.Curve;
import dev.affix.metrics.comparison.GuardReport;
import dev.affix.metrics.comparison.Guards;
import dev.affix.metrics.comparison.Pair;
import dev.affix.metrics.comparison.PairReport;
import dev.affix.metrics.comparison.Scoreboard;
import dev.affix.metrics.comparison.Versions;
import dev.affix.metrics.join.Counts;
import dev.affix.metrics.running.RestoringException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Everything that is known of an experiment, of all partitions at whichever replica they are. Immutable. */
public final class ExperimentState {
    private final Experiment experiment;
    private final Map<String, Counts> counts;
    private final Compared compared;

    private ExperimentState(Experiment experiment, Map<String, Counts> counts, Compared compared) {
        this.experiment = experiment;
        this.counts = counts;
        this.compared = compared;
    }

    /**
     * Puts the replicas' parts together.
     *
     * @param requestPartitions partitions of the predictions that there are
     * @param experimentPartitions partitions of the experiments that there are
     * @throws RestoringException if a partition is missing or there twice: a part of the truth is never an answer
     */
    static ExperimentState of(
            Experiment experiment, Collection<Part> parts, int requestPartitions, int experimentPartitions) {
        Map<Integer, Map<String, Counts>> byPartition = new HashMap<>();
        Map<Integer, Compared> comparisons = new HashMap<>();
        for (Part part : parts) {
            part.counts().forEach((partition, own) -> once(byPartition.put(partition, own), partition));
            part.compared().forEach((partition, own) -> once(comparisons.put(partition, own), partition));
        }
        complete("predictions", byPartition, requestPartitions);
        complete("experiments", comparisons, experimentPartitions);
        Map<String, Counts> counts = new HashMap<>();
        byPartition.values().forEach(scopes -> scopes.forEach((scope, own) -> counts.merge(scope, own, Counts::plus)));
        Compared known = comparisons.values().stream()
                .filter(compared -> !compared.equals(Compared.NOTHING))
                .findFirst()
                .orElse(Compared.NOTHING);
        return new ExperimentState(experiment, counts, known);
    }

    private static void once(@Nullable Object before, int partition) {
        if (before != null) {
            throw new RestoringException("Partition " + partition + " is moving from one replica to another.");
        }
    }

    private static void complete(String what, Map<Integer, ?> there, int count) {
        TreeSet<Integer> missing = new TreeSet<>();
        for (int partition = 0; partition < count; partition++) {
            if (!there.containsKey(partition)) {
                missing.add(partition);
            }
        }
        if (!missing.isEmpty()) {
            throw new RestoringException("The state is being restored: no replica that can be asked has partitions "
                    + missing + " of the " + what + " yet.");
        }
    }

    /** Returns the experiment. */
    public Experiment experiment() {
        return experiment;
    }

    /** Returns whether anything was compared or published. */
    public boolean known() {
        return !compared.equals(Compared.NOTHING);
    }

    /** Returns what was counted for the experiment, {@link Counts#NO_EXPERIMENT} or {@link Counts#ALL}, over all partitions. */
    public Counts counts(String scope) {
        return counts.getOrDefault(scope, Counts.NONE);
    }

    /** Returns what was counted for the experiment. */
    public Counts counts() {
        return counts(experiment.name());
    }

    /** Returns the scores. */
    public Scoreboard scoreboard() {
        return compared.scoreboard() == null ? Scoreboard.EMPTY : compared.scoreboard();
    }

    /** Returns an arm's curve. */
    public Curve armCurve(String arm) {
        return compared.curves().getOrDefault(ComparisonState.armKey(experiment.name(), arm), Curve.of(2));
    }

    /** Returns a pair's curve. */
    public Curve pairCurve(Pair pair) {
        return compared.curves()
                .getOrDefault(ComparisonState.pairKey(experiment.name(), pair), Curve.of(PairReport.SERIES));
    }

    /** Returns an arm's versions. */
    public Versions versions(String arm) {
        return compared.versions().getOrDefault(arm, Versions.NONE);
    }

    /** Returns an arm's detailed scores, null if there are none. */
    public @Nullable ArmScores detail(String arm) {
        return compared.details().get(arm);
    }

    /** Returns what the guards say. */
    public List<GuardReport> guards() {
        Guards guards = compared.guards() == null ? null : new Guards(compared.guards());
        return GuardReport.of(experiment, guards, compared.versions());
    }
}
