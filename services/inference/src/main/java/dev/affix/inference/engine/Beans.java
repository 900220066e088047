package dev.affix.inference.engine;

import dev.affix.inference.answering.Answering;
import dev.affix.inference.answering.BatchLimits;
import dev.affix.inference.answering.Predictor;
import dev.affix.inference.answering.TokenLimit;
import dev.affix.inference.config.InferenceConfig;
import dev.affix.inference.follow.Guests;
import dev.affix.inference.follow.Loader;
import dev.affix.inference.follow.VersionSource;
import dev.affix.inference.generation.Writing;
import dev.affix.inference.meters.BankMeters;
import dev.affix.inference.meters.Counts;
import dev.affix.inference.meters.GenerationMeters;
import dev.affix.inference.roster.Readiness;
import dev.affix.inference.roster.Rosters;
import dev.affix.inference.tracing.Traces;
import io.micrometer.core.instrument.MeterRegistry;
import io.opentelemetry.api.OpenTelemetry;
import io.quarkus.opentelemetry.runtime.config.runtime.OTelRuntimeConfig;
import io.quarkus.runtime.Startup;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;

/** Makes beans of the plain classes. */
@ApplicationScoped
public class Beans {
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

    /** From the start, so that series are there before the first text is. */
    @Startup
    @Produces
    @Singleton
    GenerationMeters generationMeters(MeterRegistry registry) {
        return new GenerationMeters(registry);
    }

    @Startup
    @Produces
    @Singleton
    Writing writing(Engine engine, InferenceConfig config, GenerationMeters meters) {
        Writing writing = new Writing(
                engine, config.generationRows(), config.generationQueue(), System::nanoTime, meters::tokens);
        meters.texts(engine::textsActive, () -> engine.textsWaiting() + writing.waiting());
        return writing;
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
    Answering answering(Engine engine, InferenceConfig config, Counts counts) {
        Workload workload = Workload.of(config);
        return Answering.open(
                engine,
                new BatchLimits(
                        workload.workers(),
                        config.maxRowsPerCall(),
                        config.maxTokensPerCall(),
                        workload.delay(),
                        config.maxWaitingRows()),
                System::nanoTime,
                counts);
    }

    @Produces
    @Singleton
    Traces traces(OTelRuntimeConfig config, OpenTelemetry telemetry, Clock clock) {
        return config.sdkDisabled() ? Traces.off() : Traces.on(telemetry, clock);
    }

    @Produces
    @Singleton
    TokenLimit tokenLimit(InferenceConfig config, Counts counts) {
        return new TokenLimit(config.maxTokens(), config.overLength().equals("reject"), counts);
    }

    @Produces
    @Singleton
    Predictor predictor(Answering answering, Writing writing, TokenLimit limit, Clock clock) {
        return new Predictor(answering, writing, limit, clock);
    }
}
