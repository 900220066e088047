package dev.affix.metrics.api;

import dev.affix.contracts.Experiment;
import dev.affix.contracts.Json;
import dev.affix.metrics.config.MetricsConfig;
import dev.affix.metrics.replica.ExperimentState;
import dev.affix.metrics.replica.HttpReplicas;
import dev.affix.metrics.replica.Replicas;
import dev.affix.metrics.replica.StateReader;
import dev.affix.metrics.running.Streaming;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The newest document of each experiment, made at most once in {@link #PERIOD} however many read it. Thread-safe.
 */
@ApplicationScoped
class LiveFeed {
    /** Documents are not older than this. */
    static final Duration PERIOD = Duration.ofSeconds(1);
    /** Half of it, so that readers once per period always find a new one. */
    private static final Duration FRESH = PERIOD.dividedBy(2);

    private final Streaming streaming;
    private final Replicas replicas = new HttpReplicas();
    private final int window;
    private final Clock clock = Clock.systemUTC();
    private final Map<String, Made> made = new ConcurrentHashMap<>();

    /** A document, when it was looked at last, and its JSON. */
    private record Made(LiveDocument timeless, Instant checked, String json) {}

    LiveFeed(Streaming streaming, MetricsConfig config) {
        this.streaming = streaming;
        this.window = config.rollingWindow();
    }

    List<ExperimentSummary> experiments() {
        return state().experiments().stream()
                .map(experiment -> ExperimentSummary.of(timeless(experiment.name())))
                .toList();
    }

    /** Returns an experiment's document made now. */
    LiveDocument now(String name) {
        return timeless(name).at(clock.instant());
    }

    /** Returns an experiment's document as JSON; the same string as long as nothing but time has changed. */
    String json(String name) {
        Instant now = clock.instant();
        // An experiment that does not exist must not leave a trace: compute() would keep none, as it throws.
        Made newest = made.compute(name, (key, last) -> {
            if (last != null && last.checked.plus(FRESH).isAfter(now) && streaming.complete()) {
                return last;
            }
            return checked(timeless(key), last, now);
        });
        return newest.json;
    }

    private static Made checked(LiveDocument document, @Nullable Made last, Instant now) {
        return last != null && last.timeless.equals(document)
                ? new Made(document, now, last.json)
                : new Made(document, now, new String(Json.write(document.at(now)), StandardCharsets.UTF_8));
    }

    /** Returns the scores of each of an experiment's labels, made now. */
    List<LiveClass> classes(String name) {
        return LiveClass.of(experiment(name));
    }

    private LiveDocument timeless(String name) {
        return new LiveDocuments(window).of(experiment(name)).timeless();
    }

    private ExperimentState experiment(String name) {
        StateReader state = state();
        Experiment experiment = state.experiment(name).orElseThrow(() -> new UnknownExperimentException(name));
        return state.of(experiment);
    }

    private StateReader state() {
        return new StateReader(streaming.engine(), replicas);
    }
}
