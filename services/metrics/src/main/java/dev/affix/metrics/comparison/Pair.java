package dev.affix.metrics.comparison;

import dev.affix.contracts.Arm;
import dev.affix.contracts.Experiment;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

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

    /** Returns all pairs of arms, whether they are compared or not. */
    static List<Pair> all(Experiment experiment) {
        List<String> arms = experiment.arms().stream().map(Arm::name).toList();
        return IntStream.range(0, arms.size())
                .boxed()
                .flatMap(a -> IntStream.range(a + 1, arms.size()).mapToObj(b -> new Pair(arms.get(a), arms.get(b))))
                .toList();
    }

    /**
     * Returns whether both arms are one policy: tuned alike, from the same first weights, so that they have the same versions. A
     * verdict that one of them is better is then a false alarm.
     */
    public boolean samePolicy(Experiment experiment) {
        return experiment
                .arm(armA)
                .flatMap(a -> experiment.arm(armB).map(b -> a.hyperparameters().equals(b.hyperparameters())))
                .orElse(false);
    }

    /** Returns the name under which the pair is stored. */
    public String key() {
        return armA + ":" + armB;
    }
}
