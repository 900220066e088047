package dev.affix.contracts;

/**
 * Which arm's answer the client was given, for one experiment.
 *
 * @param experiment the experiment
 * @param arm the arm whose answer was served
 */
public record Served(String experiment, String arm) {
    public Served {
        Check.name(experiment, "experiment");
        Check.name(arm, "arm");
    }
}
