package dev.affix.registry.outbox;

import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Wakes the relay when there is something to publish. Signals given while it works are not lost. Thread-safe. */
@Singleton
final class RelaySignal {
    private final Semaphore given = new Semaphore(0);

    void wake() {
        given.release();
    }

    /** Waits for a signal, at most so long, and takes all that were given. */
    void await(Duration limit) throws InterruptedException {
        if (given.tryAcquire(limit.toMillis(), TimeUnit.MILLISECONDS)) {
            given.drainPermits();
        }
    }
}
