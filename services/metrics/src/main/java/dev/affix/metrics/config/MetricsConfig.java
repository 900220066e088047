package dev.affix.metrics.config;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;

/** Settings of the metrics service. In the environment: {@code AFFIX_METRICS_...}. */
@ConfigMapping(prefix = "affix.metrics")
public interface MetricsConfig {
    /** Consumer group, and prefix of internal topics and transactional ids: another id starts from the beginning. */
    @WithDefault("affix-metrics")
    String applicationId();

    /** Names this replica within the group: restarted under its name it gets its partitions back at once. */
    @WithDefault("metrics-0")
    String instanceId();

    /**
     * Host where the other replicas ask this one for what it holds, such as {@code 10.0.0.7}: each replica then answers for all.
     * Only a single replica does without.
     */
    Optional<String> advertise();

    /** Port at that host. */
    @WithDefault("${quarkus.http.port}")
    @Min(1)
    @Max(65_535)
    int advertisePort();

    /** Directory of the local state. It may be lost: it is restored from Kafka. */
    @WithDefault("${java.io.tmpdir}/affix-metrics")
    Path state();

    /** How long after its prediction a label counts, in the time of the records. */
    @WithDefault("24h")
    Duration labelHorizon();

    /**
     * Bytes that the label join remembers of each partition at most, about. Beyond it the oldest finished requests are forgotten
     * first, which then are not recognized when they come again; then the oldest that wait are given up.
     */
    @WithDefault("1G")
    MemorySize pendingBytes();

    /** Examples of the rolling accuracy. */
    @WithDefault("500")
    @Min(1)
    @Max(100_000)
    int rollingWindow();

    /** A pair's verdict is written when its outcome changes, and after so many more examples. */
    @WithDefault("50")
    @Min(1)
    int verdictEvery();

    /** Threads of the stream processing. */
    @WithDefault("1")
    @Min(1)
    @Max(64)
    int threads();

    /**
     * Time from one commit to the next. What is scored is seen by others, and what is asked is as of, the last commit. State is stored once for each: a
     * shorter time is more work for each request, as fewer of them come and go between two.
     */
    @WithDefault("500ms")
    @DurationMin(millis = 10)
    @DurationMax(seconds = 5)
    Duration commitInterval();

    /** How long to wait for the event of an experiment that has answered already. */
    @WithDefault("5s")
    Duration experimentPatience();

    /** How long the broker may take to answer at start before the service gives up. */
    @WithDefault("20s")
    Duration startupTimeout();

    /** Address of the registry as a browser reaches it; the live page links versions to their lineage there. */
    Optional<URI> registryUrl();
}
