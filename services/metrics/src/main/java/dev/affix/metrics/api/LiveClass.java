package dev.affix.metrics.api;

import dev.affix.contracts.Arm;
import dev.affix.contracts.Experiment;
import dev.affix.metrics.comparison.ArmScores;
import dev.affix.metrics.replica.ExperimentState;
import dev.affix.statistics.score.ClassScores;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * One label against all others. Apart from the live document, as there may be a thousand labels.
 *
 * @param arms in the experiment's order; arms without detailed scores are absent
 */
public record LiveClass(String label, List<OfArm> arms) {
    /** One arm's scores of the label in three views. */
    public record OfArm(String arm, Scores sinceStart, Scores window, Scores faded) {}

    /**
     * Scores.
     *
     * @param support answers with that label; where they fade, the sum of their weights
     * @param precision share of right ones of those that said the label, 0 if none did
     * @param recall share of right ones of those with the label, 0 if there is none
     * @param f1 harmonic mean of the two
     */
    public record Scores(double support, double precision, double recall, double f1) {
        static Scores of(ClassScores scores, int k) {
            ClassScores.OfClass one = scores.ofClass(k);
            return new Scores(one.support(), one.precision(), one.recall(), one.f1());
        }
    }

    /** The three views of an arm. */
    private record Views(String arm, ClassScores sinceStart, ClassScores window, ClassScores faded) {
        static Views of(String arm, ArmScores scores) {
            return new Views(
                    arm,
                    new ClassScores(scores.sinceStart()),
                    new ClassScores(scores.window()),
                    new ClassScores(scores.faded()));
        }

        OfArm ofClass(int k) {
            return new OfArm(arm, Scores.of(sinceStart, k), Scores.of(window, k), Scores.of(faded, k));
        }
    }

    /** Returns all labels, in the experiment's order. */
    static List<LiveClass> of(ExperimentState state) {
        Experiment experiment = state.experiment();
        List<Views> views = experiment.arms().stream()
                .map(Arm::name)
                .filter(arm -> state.detail(arm) != null)
                .map(arm -> Views.of(arm, Objects.requireNonNull(state.detail(arm))))
                .toList();
        List<LiveClass> classes = new ArrayList<>();
        for (int k = 0; k < experiment.labels().size(); k++) {
            int label = k;
            classes.add(new LiveClass(
                    experiment.labels().get(k),
                    views.stream().map(arm -> arm.ofClass(label)).toList()));
        }
        return classes;
    }
}
