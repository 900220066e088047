package dev.affix.metrics.comparison;

import dev.affix.contracts.Arm;
import dev.affix.contracts.Experiment;
import java.util.ArrayList;
import java.util.List;

/**
 * Two arms of an experiment, in the experiment's order.
 *
 * @param armA the earlier
 * @param armB the later
 */
public record Pair(String armA, String armB) {
    /** Returns all pairs of arms: all are compared. */
    public static List<Pair> of(Experiment experiment) {
        List<Pair> pairs = new ArrayList<>();
        List<String> arms = experiment.arms().stream().map(Arm::name).toList();
        for (int a = 0; a < arms.size(); a++) {
            for (int b = a + 1; b < arms.size(); b++) {
                pairs.add(new Pair(arms.get(a), arms.get(b)));
            }
        }
        return pairs;
    }

    /** Returns the name under which the pair is stored. */
    public String key() {
        return armA + ":" + armB;
    }
}
