package dev.affix.inference.roster;

import dev.affix.contracts.Experiment;
import java.util.List;

/**
 * A running experiment of which every arm can answer.
 *
 * @param experiment the experiment
 * @param arms one per arm, in the experiment's order
 */
public record RunningExperiment(Experiment experiment, List<ArmVersion> arms) {
    /**
     * An arm and the version it answers with.
     *
     * @param arm the arm's name
     * @param version its newest resident version
     */
    public record ArmVersion(String arm, ServedVersion version) {}

    public RunningExperiment {
        arms = List.copyOf(arms);
        if (arms.size() != experiment.arms().size()) {
            throw new IllegalArgumentException("Experiment " + experiment.name() + " has "
                    + experiment.arms().size() + " arms, but " + arms.size() + " can answer");
        }
    }

    /** Returns the arm whose answer a client is given: the first if all answer, else the one that the unit's hash chooses. */
    public ArmVersion served(String unit) {
        return switch (experiment.mode()) {
            case PAIRED -> arms.get(0);
            case SPLIT -> arms.get(ArmChoice.of(experiment.name(), unit, arms.size()));
        };
    }

    /** Returns the arms that answer a request of that unit: all, or the chosen one in {@code split} mode. */
    public List<ArmVersion> answering(String unit) {
        return experiment.mode() == Experiment.Mode.PAIRED ? arms : List.of(served(unit));
    }
}
