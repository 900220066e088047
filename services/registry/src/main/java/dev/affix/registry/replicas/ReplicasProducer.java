package dev.affix.registry.replicas;

import dev.affix.registry.config.RegistryConfig;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** Makes a bean of the plain class. */
final class ReplicasProducer {
    @Produces
    @Singleton
    Replicas replicas(RegistryConfig config) {
        return new Replicas(config.replicas().silence());
    }
}
