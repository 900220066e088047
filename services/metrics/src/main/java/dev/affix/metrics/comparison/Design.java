package dev.affix.metrics.comparison;

import dev.affix.contracts.Arm;
import dev.affix.contracts.ArmScore;
import dev.affix.contracts.Experiment;
import dev.affix.statistics.Comparison;
import dev.affix.statistics.SplitComparison;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What an experiment's definition says to each of its outcomes, worked out once for all of them. One thread. */
final class Design {
    private final Experiment experiment;
    private final List<String> arms;
    private final Map<String, Integer> places = new HashMap<>();
    private final Map<String, Integer> labels = new HashMap<>();
    private final Map<String, String> keys = new HashMap<>();
    private final List<Match> matches = new ArrayList<>();
    private final Comparison paired;
    private final SplitComparison split;

    /**
     * A pair of arms.
     *
     * @param placeA of the earlier among the arms
     * @param placeB of the later
     * @param key under which the pair is stored
     * @param curveKey under which its curve is
     */
    record Match(Pair pair, int placeA, int placeB, String key, String curveKey) {}

    Design(Experiment experiment) {
        this.experiment = experiment;
        arms = experiment.arms().stream().map(Arm::name).toList();
        arms.forEach(arm -> places.put(arm, places.size()));
        experiment.labels().forEach(label -> labels.put(label, labels.size()));
        for (Pair pair : Pair.of(experiment)) {
            matches.add(new Match(
                    pair,
                    place(pair.armA()),
                    place(pair.armB()),
                    pair.key(),
                    ComparisonState.pairKey(experiment.name(), pair)));
        }
        paired = new Comparison(experiment.alpha(), experiment.margin());
        split = PairReport.splitComparison(experiment);
    }

    Experiment experiment() {
        return experiment;
    }

    /** Returns whether each request goes to one arm. */
    boolean isSplit() {
        return experiment.mode() == Experiment.Mode.SPLIT;
    }

    /** Returns whether arms answer with texts. */
    boolean generates() {
        return experiment.generates();
    }

    /** Returns the names of the arms, in the experiment's order. */
    List<String> arms() {
        return arms;
    }

    /** Returns which of the arms one is, −1 if it is none. */
    int place(String arm) {
        return places.getOrDefault(arm, -1);
    }

    /** Returns which of the labels one is, −1 if it is none. */
    int label(String label) {
        return labels.getOrDefault(label, -1);
    }

    /** Returns whether all arms are among those that answered. */
    boolean all(List<String> answered) {
        return answered.equals(arms) || new HashSet<>(answered).containsAll(arms);
    }

    /** Returns the scores by the arms' places; null where an arm has none. */
    @Nullable
    ArmScore[] byPlace(List<ArmScore> scores) {
        @Nullable ArmScore[] byPlace = new ArmScore[arms.size()];
        for (ArmScore score : scores) {
            int place = place(score.arm());
            if (place >= 0) {
                byPlace[place] = score;
            }
        }
        return byPlace;
    }

    /** Returns the pairs that are compared. */
    List<Match> matches() {
        return matches;
    }

    /** Returns the key of an arm's curve, detailed scores and versions. */
    String armKey(String arm) {
        return keys.computeIfAbsent(arm, name -> ComparisonState.armKey(experiment.name(), name));
    }

    /** Returns the comparison of {@code paired} mode. */
    Comparison paired() {
        return paired;
    }

    /** Returns the comparison of {@code split} mode. */
    SplitComparison split() {
        return split;
    }
}
