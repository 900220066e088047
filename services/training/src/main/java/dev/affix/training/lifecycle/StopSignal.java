package dev.affix.training.lifecycle;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Asks threads to end. Threads are never interrupted: an interrupt would close the file of a checkpoint that is being
 * written. Thread-safe.
 */
public final class StopSignal {
    private final CountDownLatch latch = new CountDownLatch(1);

    /** Asks. */
    public void stop() {
        latch.countDown();
    }

    /** Returns whether it was asked. */
    public boolean stopped() {
        return latch.getCount() == 0;
    }

    /** Waits; returns whether it was asked meanwhile. */
    public boolean sleep(Duration duration) {
        try {
            return latch.await(duration.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }
}
