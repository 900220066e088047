package dev.affix.standalone.demo;

import dev.affix.standalone.CommandFailure;
import dev.affix.standalone.audit.RunAudit;
import dev.affix.standalone.process.Supervisor;
import dev.affix.standalone.replay.KafkaSink;
import dev.affix.standalone.replay.Replay;
import dev.affix.standalone.replay.Schedule;
import dev.affix.standalone.replay.Timer;
import dev.affix.standalone.terminal.Display;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Replays a schedule, once, and waits until every request has its scored record and metrics has compared them all. */
final class Streaming {
    private static final Duration STALLED = Duration.ofMinutes(2);
    private static final Duration COMPARISON_LIMIT = Duration.ofSeconds(60);
    private static final Duration HELD_UP = Duration.ofSeconds(10);
    private static final long TICK_MILLIS = 500;

    private final Supervisor supervisor;
    private final Services services;
    private final RunAudit audit;
    private final Display display;
    private long scoredBefore;
    private long answeredBefore;

    Streaming(Supervisor supervisor, Services services, RunAudit audit, Display display) {
        this.supervisor = supervisor;
        this.services = services;
        this.audit = audit;
        this.display = display;
    }

    /**
     * Sends and waits.
     *
     * @param total requests of the schedule
     * @return the final numbers
     */
    LiveDocument run(Schedule schedule, int total, KafkaSink sink) throws InterruptedException {
        Replay replay = new Replay(schedule, sink, Timer.system());
        AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
        Thread sender = new Thread(() -> send(replay, failure), "replay");
        sender.setDaemon(true);
        scoredBefore = audit.refresh().scored();
        answeredBefore = services.metrics()
                .live()
                .map(live -> live.counts().predictions())
                .orElse(0L);
        long start = System.nanoTime();
        sender.start();
        try {
            LiveDocument live = null;
            while (sender.isAlive()) {
                live = services.metrics().live().orElse(live);
                audit.refresh();
                show(replay, schedule, total, start, live);
                checked(failure.get());
                TimeUnit.MILLISECONDS.sleep(TICK_MILLIS);
            }
            checked(failure.get());
            sink.flush();
            awaitScored(replay, schedule, total, start);
            return awaitCompared();
        } finally {
            sender.interrupt();
            display.clearStatus();
        }
    }

    private static void send(Replay replay, AtomicReference<@Nullable Throwable> failure) {
        try {
            replay.run();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            failure.set(e);
        }
    }

    private void checked(@Nullable Throwable failure) {
        supervisor.throwIfGivenUp();
        if (failure instanceof RuntimeException unchecked) {
            throw unchecked;
        }
    }

    private void awaitScored(Replay replay, Schedule schedule, int total, long start) throws InterruptedException {
        LiveDocument live = null;
        int missing = Integer.MAX_VALUE;
        long progressed = System.nanoTime();
        while (!audit.refresh().missing().isEmpty()) {
            supervisor.throwIfGivenUp();
            live = services.metrics().live().orElse(live);
            show(replay, schedule, total, start, live);
            if (audit.missing().size() < missing) {
                missing = audit.missing().size();
                progressed = System.nanoTime();
            }
            if (System.nanoTime() - progressed > STALLED.toNanos()) {
                throw CommandFailure.failed(missing + " of " + audit.requests()
                        + " requests have no scored record, and none was added for " + STALLED.toSeconds()
                        + " s. See logs/inference.log and logs/metrics.log in the data directory; run the same command"
                        + " again to continue.");
            }
            TimeUnit.MILLISECONDS.sleep(TICK_MILLIS);
        }
    }

    /**
     * Examples are compared in the order of their predictions: one that still waits for its label holds up those behind it.
     * Every request of this stream has its label by now; strangers' requests may not.
     */
    private LiveDocument awaitCompared() throws InterruptedException {
        long compared = -1;
        long progressed = System.nanoTime();
        while (System.nanoTime() - progressed < COMPARISON_LIMIT.toNanos()) {
            supervisor.throwIfGivenUp();
            LiveDocument live = services.metrics().live().orElse(null);
            if (live != null) {
                if (live.compared() > compared) {
                    compared = live.compared();
                    progressed = System.nanoTime();
                }
                boolean heldUp = live.counts().pending() > 0 && System.nanoTime() - progressed > HELD_UP.toNanos();
                if (live.caughtUp(audit.refresh().scoredInAll()) || heldUp) {
                    return live;
                }
            }
            TimeUnit.MILLISECONDS.sleep(TICK_MILLIS);
        }
        throw CommandFailure.failed("Every request is scored, but metrics stopped comparing them at " + compared
                + " examples. See logs/metrics.log in the data directory; run the same command again to continue.");
    }

    private void show(Replay replay, Schedule schedule, int total, long start, @Nullable LiveDocument live)
            throws InterruptedException {
        Duration elapsed = Duration.ofNanos(System.nanoTime() - start);
        double seconds = Math.max(1e-9, elapsed.toMillis() / 1000.0);
        long scored = audit.scored() - scoredBefore;
        double toSend = Math.max(0, schedule.nanos() / 1e9 - seconds);
        double toScore = scored == 0 ? 0 : (total - scored) / (scored / seconds);
        display.status(new ProgressView(
                        total,
                        replay.requests(),
                        live == null ? -1 : live.counts().predictions() - answeredBefore,
                        scored,
                        replay.requests() / seconds,
                        elapsed,
                        Duration.ofSeconds(Math.round(Math.max(toSend, toScore))),
                        live,
                        services.training().progress().orElse(null))
                .lines());
    }
}
