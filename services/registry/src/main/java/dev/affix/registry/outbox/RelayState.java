package dev.affix.registry.outbox;

import jakarta.inject.Singleton;

/** What the relay does, for health. Thread-safe. */
@Singleton
final class RelayState {
    /** What the relay does. */
    enum Phase {
        /** Not yet at work. */
        STARTING,
        /** Holds the lock and publishes. */
        RELAYING,
        /** Another replica publishes. */
        STANDBY,
        /** The database or the broker fails; it tries again. */
        FAILING,
        /** Its thread ended. */
        ENDED
    }

    /**
     * A phase and why.
     *
     * @param phase what the relay does
     * @param detail the failure, or empty
     */
    record Snapshot(Phase phase, String detail) {}

    private Snapshot current = new Snapshot(Phase.STARTING, "");

    synchronized Snapshot current() {
        return current;
    }

    /** Notes that it works; returns whether it failed before. */
    synchronized boolean working(Phase phase) {
        boolean failed = current.phase == Phase.FAILING;
        current = new Snapshot(phase, "");
        return failed;
    }

    /** Notes a failure; returns whether it worked before. */
    synchronized boolean failing(String detail) {
        boolean worked = current.phase != Phase.FAILING;
        current = new Snapshot(Phase.FAILING, detail);
        return worked;
    }

    synchronized void ended() {
        current = new Snapshot(Phase.ENDED, "");
    }
}
