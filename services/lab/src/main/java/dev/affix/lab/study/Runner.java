package dev.affix.lab.study;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;

/**
 * Runs those trials that are not in a log, side by side, and logs each as soon as it is finished.
 *
 * @param <T> a trial
 */
public final class Runner<T> {
    private final RunLog log;
    private final Function<T, Map<String, Object>> key;
    private final int threads;

    /** Runs one trial. */
    public interface Run<T> {
        /** Returns its numbers. */
        Map<String, Object> of(T trial);
    }

    /** Told after each trial that was run, in the order of the trials. */
    public interface Progress<T> {
        /** A trial is done. */
        void done(T trial, Map<String, Object> result);
    }

    /**
     * Creates one.
     *
     * @param key everything that a trial's result depends on
     */
    public Runner(RunLog log, Function<T, Map<String, Object>> key, int threads) {
        this.log = log;
        this.key = key;
        this.threads = threads;
    }

    /** Returns those that are still to be run. */
    public List<T> missing(List<T> trials) {
        return trials.stream()
                .filter(trial -> log.result(key.apply(trial)).isEmpty())
                .toList();
    }

    /**
     * Returns the results of all trials, in their order.
     *
     * @throws IOException if the log cannot be written
     * @throws IllegalStateException if a trial failed; those that finished are in the log
     */
    public Map<T, Map<String, Object>> run(List<T> trials, Run<T> how, Progress<T> progress)
            throws IOException, InterruptedException {
        ExecutorService workers = Executors.newFixedThreadPool(threads);
        try {
            Map<T, Future<Map<String, Object>>> running = new LinkedHashMap<>();
            for (T trial : missing(trials)) {
                running.put(trial, workers.submit(() -> {
                    Map<String, Object> result = how.of(trial);
                    log.add(key.apply(trial), result);
                    return result;
                }));
            }
            for (Map.Entry<T, Future<Map<String, Object>>> entry : running.entrySet()) {
                progress.done(entry.getKey(), entry.getValue().get());
            }
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException io) {
                throw io;
            }
            throw new IllegalStateException("A trial failed: " + e.getCause(), e.getCause());
        } finally {
            workers.shutdownNow();
        }
        Map<T, Map<String, Object>> results = new LinkedHashMap<>();
        for (T trial : new ArrayList<>(trials)) {
            log.result(key.apply(trial)).ifPresent(result -> results.put(trial, result));
        }
        return results;
    }
}
