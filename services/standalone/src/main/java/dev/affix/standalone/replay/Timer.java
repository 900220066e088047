package dev.affix.standalone.replay;

import java.util.concurrent.locks.LockSupport;

/** Time as a replay sees it. */
public interface Timer {
    /** Returns the nanoseconds since some fixed moment. */
    long nanos();

    /** Waits until {@link #nanos} is at least a value. */
    void awaitNanos(long nanos) throws InterruptedException;

    /** Returns the machine's own. */
    static Timer system() {
        return new Timer() {
            @Override
            public long nanos() {
                return System.nanoTime();
            }

            @Override
            public void awaitNanos(long nanos) throws InterruptedException {
                for (long left = nanos - nanos(); left > 0; left = nanos - nanos()) {
                    LockSupport.parkNanos(left);
                    if (Thread.interrupted()) {
                        throw new InterruptedException("The replay was stopped");
                    }
                }
            }
        };
    }
}
