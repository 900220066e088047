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
