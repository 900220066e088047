package dev.affix.registry.store;

import dev.affix.registry.config.RegistryConfig;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;

/** Chooses the blob store. */
final class BlobsProducer {
    @Produces
    @Singleton
    Blobs blobs(RegistryConfig config, Clock clock) {
        try {
            return new FileBlobs(config.blobs(), clock.instant());
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot use the blob directory " + config.blobs(), e);
        }
    }

    @Produces
    @Singleton
    Clock clock() {
        return Clock.systemUTC();
    }
}
