package dev.affix.standalone.process;

import dev.affix.standalone.CommandFailure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Starts child processes, restarts those that end by themselves, and stops all.
 *
 * <p>A child that ends before it was ever ready is given up at once: nothing would be different the next time. One that
 * was ready is restarted by the {@link RestartPolicy}. {@link #close} stops the tiers from the highest to the lowest; a
 * {@link Watchdog} does so if the launcher dies first. Thread-safe.
 */
public final class Supervisor implements AutoCloseable {
    private static final Duration GRACE = Duration.ofSeconds(10);
    private static final long POLL_MILLIS = 150;
    private static final int LAST_LINES = 12;

    private final RestartPolicy policy;
    private final PidFile pidFile;
    private final Consumer<String> news;
    private final Watchdog watchdog;
    private final List<Child> children = new ArrayList<>();
    private final Object stop = new Object();
    private boolean stopping;

    private Supervisor(RestartPolicy policy, PidFile pidFile, Consumer<String> news, Watchdog watchdog) {
        this.policy = policy;
        this.pidFile = pidFile;
        this.news = news;
        this.watchdog = watchdog;
    }

    /**
     * Begins without children.
     *
     * @param pidFile where the children are noted
     * @param news takes a sentence for people when a child ends by itself
     */
    public static Supervisor start(RestartPolicy policy, PidFile pidFile, Consumer<String> news) {
        try {
            return new Supervisor(policy, pidFile, news, Watchdog.start());
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot start the shell that watches over the children: is there a sh?", e);
        }
    }

    /** Starts a child; returns at once. */
    public Child start(ChildSpec spec) {
        Child child = new Child(spec);
        Process process = launch(child);
        synchronized (stop) {
            children.add(child);
        }
        Thread thread = new Thread(() -> supervise(child, process), "supervise-" + spec.name());
        thread.setDaemon(true);
        thread.start();
        return child;
    }

    /** Hears how children become ready. */
    public interface ReadinessListener {
        /** A child became ready, so long after the wait began. */
        void ready(Child child, Duration after);

        /** These are still awaited. */
        void waiting(List<Child> awaited, Duration since);
    }

    /**
     * Waits until children are ready.
     *
     * @throws CommandFailure if any child is given up, or one of these is not ready in time
     */
    public void awaitReady(List<Child> children, Duration limit, ReadinessListener listener)
            throws InterruptedException {
        long start = System.nanoTime();
        List<Child> awaited = new ArrayList<>(children);
        while (!awaited.isEmpty()) {
            throwIfGivenUp();
            for (Child child : List.copyOf(awaited)) {
                if (child.ready()) {
                    awaited.remove(child);
                    listener.ready(child, Duration.ofNanos(System.nanoTime() - start));
                }
            }
            Duration since = Duration.ofNanos(System.nanoTime() - start);
            if (!awaited.isEmpty() && since.compareTo(limit) > 0) {
                Child late = awaited.get(0);
                throw CommandFailure.failed(late.spec().name() + " runs but is not ready after " + limit.toSeconds()
                        + " s. Its last lines:" + late.lastWords(LAST_LINES));
            }
            listener.waiting(List.copyOf(awaited), since);
            TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
        }
    }

    /** Fails if any child was given up. */
    public void throwIfGivenUp() {
        for (Child child : children()) {
            String failure = child.failure();
            if (failure != null) {
                throw CommandFailure.failed(failure);
            }
        }
    }

    /** Returns all children, in the order they were started. */
    public List<Child> children() {
        synchronized (stop) {
            return List.copyOf(children);
        }
    }

    /** Starts a process unless everything is being stopped: no process starts behind the back of {@link #close}. */
    private Process launch(Child child) {
        synchronized (stop) {
            if (stopping) {
                throw CommandFailure.failed("Stopped while " + child.spec().name() + " was starting");
            }
            try {
                Process process = child.start();
                ProcessIdentity.of(process.pid()).ifPresent(identity -> {
                    watchdog.watch(child.spec().tier(), identity);
                    pidFile.started(child.spec().name(), identity);
                });
                return process;
            } catch (IOException e) {
                throw CommandFailure.failed(
                        "Cannot run " + child.spec().command().get(0) + ": " + e.getMessage());
            }
        }
    }

    private void supervise(Child child, Process first) {
        Process process = first;
        int quickFailures = 0;
        try {
            while (true) {
                long started = System.nanoTime();
                int exitCode = process.waitFor();
                Duration uptime = Duration.ofNanos(System.nanoTime() - started);
                if (isStopping()) {
                    return;
                }
                String end = child.describe(exitCode, uptime);
                quickFailures = policy.quickFailures(quickFailures, uptime);
                if (!child.everReady()) {
                    child.giveUp(end + ", before it was ready. Its last lines:" + child.lastWords(LAST_LINES));
                    return;
                }
                if (policy.isFinal(quickFailures)) {
                    child.giveUp(end + ": " + quickFailures + " failures in a row. Its last lines:"
                            + child.lastWords(LAST_LINES));
                    return;
                }
                news.accept(end + "; restarting it");
                if (pauseOrStop(policy.pause(quickFailures))) {
                    return;
                }
                child.restarting();
                process = launch(child);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (CommandFailure e) {
            if (!isStopping()) {
                child.giveUp(String.valueOf(e.getMessage()));
            }
        }
    }

    private boolean isStopping() {
        synchronized (stop) {
            return stopping;
        }
    }

    /** Waits; returns whether everything is being stopped meanwhile. */
    private boolean pauseOrStop(Duration pause) throws InterruptedException {
        long deadline = System.nanoTime() + pause.toNanos();
        synchronized (stop) {
            for (long left = pause.toMillis(); left > 0 && !stopping; ) {
                stop.wait(left);
                left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
            }
            return stopping;
        }
    }

    /** Stops all children: asks, waits at most ten seconds per tier, kills. A second caller waits for the first. */
    @Override
    public synchronized void close() {
        synchronized (stop) {
            if (stopping) {
                return;
            }
            stopping = true;
            stop.notifyAll();
        }
        try {
            TreeMap<Integer, List<ProcessHandle>> tiers = new TreeMap<>(Comparator.reverseOrder());
            for (Child child : children()) {
                child.running()
                        .ifPresent(process -> tiers.computeIfAbsent(child.spec().tier(), tier -> new ArrayList<>())
                                .add(process));
            }
            for (List<ProcessHandle> tier : tiers.values()) {
                Endings.end(tier, GRACE);
            }
            pidFile.clear();
            watchdog.close();
        } catch (InterruptedException e) {
            // The watchdog ends what is left when this process ends.
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot remove the list of processes", e);
        }
    }
}
