package dev.affix.inference.roster;

import java.util.Optional;

/**
 * Whether requests may come.
 *
 * <p>Without a running experiment the service is ready, as a deployment is healthy before anybody uses it; requests then wait
 * in their topic. The gate of the request stream opens when the service is ready with an experiment for the first time and
 * stays open while any can answer: one that starts later does not hold up the others. Thread-safe.
 */
public final class Readiness {
    private final Rosters rosters;
    private volatile boolean warm;
    private volatile boolean caughtUp;
    private volatile boolean opened;

    /** Creates one that is not ready. */
    public Readiness(Rosters rosters) {
        this.rosters = rosters;
    }

    /** The backbone is loaded and has answered. */
    public void warm() {
        warm = true;
    }

    /** Everything that was in the topics when this process started is known. */
    public void caughtUp() {
        caughtUp = true;
    }

    /** Returns whether everything that was in the topics when this process started is known. */
    public boolean isCaughtUp() {
        return caughtUp;
    }

    /** Returns why the service is not ready, empty if it is. */
    public Optional<String> problem() {
        if (!warm) {
            return Optional.of("the backbone is not loaded yet");
        }
        if (!caughtUp) {
            return Optional.of("the topics of experiments and adapters are not read to their end yet");
        }
        Roster roster = rosters.current();
        return roster.waiting().isEmpty()
                ? Optional.empty()
                : Optional.of("running experiments cannot answer yet: " + roster.waiting());
    }

    /** Returns whether requests may be consumed. */
    public boolean open() {
        boolean canAnswer = rosters.current().canAnswer();
        opened = opened || (canAnswer && problem().isEmpty());
        return opened && canAnswer;
    }
}
