package dev.affix.standalone.replay;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Sends a schedule's records at their times. A send that is late is made at once; the others keep their times.
 *
 * <p>{@link #run} is called once, by one thread; the counters may be read by any.
 */
public final class Replay {
    private final Schedule schedule;
    private final Sink sink;
    private final Timer timer;
    private final AtomicInteger requests = new AtomicInteger();
    private final AtomicInteger labels = new AtomicInteger();

    /** Prepares a replay. */
    public Replay(Schedule schedule, Sink sink, Timer timer) {
        this.schedule = schedule;
        this.sink = sink;
        this.timer = timer;
    }

    /** Sends everything. */
    public void run() throws InterruptedException {
        long start = timer.nanos();
        for (Send send : schedule.sends()) {
            timer.awaitNanos(start + send.atNanos());
            switch (send.kind()) {
                case REQUEST -> {
                    sink.request(send.index());
                    requests.incrementAndGet();
                }
                case LABEL -> {
                    sink.label(send.index());
                    labels.incrementAndGet();
                }
            }
        }
    }

    /** Returns how many requests were sent so far. */
    public int requests() {
        return requests.get();
    }

    /** Returns how many labels were sent so far. */
    public int labels() {
        return labels.get();
    }
}
