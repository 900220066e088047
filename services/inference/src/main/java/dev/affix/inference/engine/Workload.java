package dev.affix.inference.engine;

import dev.affix.inference.config.InferenceConfig;
import java.time.Duration;

/**
 * How the cores are shared.
 *
 * @param workers calls of the engine at the same time
 * @param intraOpThreads threads inside one call
 * @param delay how long a row waits for company while a worker is free
 */
record Workload(int workers, int intraOpThreads, Duration delay) {
    static Workload of(InferenceConfig config) {
        return of(config, Runtime.getRuntime().availableProcessors());
    }

    static Workload of(InferenceConfig config, int cores) {
        boolean latency = config.favor().equals("latency");
        return new Workload(
                config.threads() > 0 ? config.threads() : latency ? 1 : cores,
                config.intraOpThreads() > 0 ? config.intraOpThreads() : latency ? cores : 1,
                latency ? Duration.ZERO : config.batchDelay());
    }
}
