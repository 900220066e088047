package dev.affix.registry.outbox;

import dev.affix.registry.store.Database;
import dev.affix.registry.store.DatabaseException;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/** Gauge {@code affix_registry_outbox_depth}: events that wait, of all replicas; not a number while the database is away. */
@ApplicationScoped
class OutboxMetrics {
    private final Database database;
    private final MeterRegistry meters;

    OutboxMetrics(Database database, MeterRegistry meters) {
        this.database = database;
        this.meters = meters;
    }

    void register(@Observes StartupEvent event) {
        Gauge.builder("affix.registry.outbox.depth", this, OutboxMetrics::depth)
                .description("Events that wait for Kafka")
                .register(meters);
    }

    private double depth() {
        try {
            return database.read(OutboxTable::depth);
        } catch (DatabaseException e) {
            return Double.NaN;
        }
    }
}
