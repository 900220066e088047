package dev.affix.contracts;

/**
 * One contestant of an experiment: the policy "answer with your newest version".
 *
 * @param name name within the experiment
 * @param hyperparameters how it is tuned
 */
public record Arm(String name, Hyperparameters hyperparameters) {
    public Arm {
        Check.name(name, "name");
        Check.present(hyperparameters, "hyperparameters");
    }
}
