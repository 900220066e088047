package dev.affix.registry.config;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;

/** The registry's own settings, under {@code affix.registry}. */
@ConfigMapping(prefix = "affix.registry")
public interface RegistryConfig {
    /** Directory of the adapter files; created if missing. */
    Path blobs();

    /** How the outbox reaches Kafka. */
    Outbox outbox();

    /** How a call waits for inference replicas. */
    Replicas replicas();

    /** How a call waits for inference replicas. */
    interface Replicas {
        /**
         * After how long without a report a replica is taken for dead and no longer waited for. Longer than the 6 seconds
         * after which its partitions go to others.
         */
        @WithDefault("8s")
        Duration silence();

        /** How long a call with {@code wait=true} waits if it does not say. */
        @WithDefault("10s")
        Duration waitLimit();
    }

    /** How the outbox reaches Kafka. */
    interface Outbox {
        /** How often the relay looks for events that no commit of this process announced. */
        @WithDefault("250ms")
        Duration poll();

        /** How many events the relay publishes between two deletions of published ones. */
        @WithDefault("100")
        int batch();
    }
}
