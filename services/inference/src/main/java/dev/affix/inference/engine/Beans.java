package dev.affix.inference.engine;

import dev.affix.inference.answering.Answering;
import dev.affix.inference.answering.Predictor;
import dev.affix.inference.config.InferenceConfig;
import dev.affix.inference.follow.Guests;
import dev.affix.inference.follow.Loader;
import dev.affix.inference.follow.VersionSource;
import dev.affix.inference.meters.BankMeters;
import dev.affix.inference.roster.Readiness;
import dev.affix.inference.roster.Rosters;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** Makes beans of the plain classes. */
@ApplicationScoped
public class Beans {
    private final int parallelism;
    private final ExecutorService workers;

    Beans(InferenceConfig config) {
        parallelism =
                config.threads() > 0 ? config.threads() : Runtime.getRuntime().availableProcessors();
        AtomicInteger number = new AtomicInteger();
        workers = Executors.newFixedThreadPool(parallelism, work -> {
            Thread thread = new Thread(work, "affix-engine-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
    }

    @Produces
    @Singleton
    Clock clock() {
        return Clock.systemUTC();
    }

    @Produces
    @Singleton
    BankMeters bankMeters(MeterRegistry registry, Engine engine, InferenceConfig config) {
        return new BankMeters(
                registry,
                () -> engine.isOpen() ? engine.bytes() : 0,
                config.bankBytes().asLongValue());
    }

    @Produces
    @Singleton
    Rosters rosters(Engine engine, BankMeters meters) {
        return new Rosters(engine::residents, digest -> {
            if (engine.evict(digest)) {
                meters.evicted();
            }
        });
    }

    @Produces
    @Singleton
    Loader loader(VersionSource source, Engine engine, Rosters rosters, InferenceConfig config, BankMeters meters) {
        return new Loader(
                source,
                engine,
                rosters,
                config.bankBytes().asLongValue(),
                config.hostBytes().asLongValue(),
                meters::found);
    }

    @Produces
    @Singleton
    Guests guests(VersionSource source, Engine engine, Rosters rosters, Loader loader) {
        return new Guests(source, engine, rosters, loader);
    }

    @Produces
    @Singleton
    Readiness readiness(Rosters rosters) {
        return new Readiness(rosters);
    }

    @Produces
    @Singleton
    Answering answering(Engine engine, InferenceConfig config) {
        return new Answering(engine, workers, parallelism, config.maxRowsPerCall());
    }

    @Produces
    @Singleton
    Predictor predictor(Answering answering, Clock clock) {
        return new Predictor(answering, clock);
    }

    @PreDestroy
    void stop() {
        workers.shutdown();
    }
}
