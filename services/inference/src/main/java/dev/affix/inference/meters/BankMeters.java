package dev.affix.inference.meters;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.LongSupplier;

/** The meters of the bank of resident versions. Thread-safe. */
public final class BankMeters {
    private final MeterRegistry registry;
    private final Counter evictions;

    /**
     * Registers the meters.
     *
     * @param bytes of all resident versions on the device
     * @param limit of these bytes
     */
    public BankMeters(MeterRegistry registry, LongSupplier bytes, long limit) {
        this.registry = registry;
        for (Found found : Found.values()) {
            looked(found);
        }
        evictions = Counter.builder("affix.inference.bank.evictions")
                .description("Versions that left the bank")
                .register(registry);
        Gauge.builder("affix.inference.bank.bytes", bytes::getAsLong)
                .description("Bytes of all resident versions on the device")
                .register(registry);
        Gauge.builder("affix.inference.bank.limit.bytes", () -> limit)
                .description("Most bytes that resident versions may take")
                .register(registry);
    }

    /** A version was needed. */
    public void found(Found found) {
        looked(found).increment();
    }

    private Counter looked(Found found) {
        return Counter.builder("affix.inference.bank.lookups")
                .description("Versions that a call or a roster needed, by where they were")
                .tag("from", found.code())
                .register(registry);
    }

    /** A version left. */
    public void evicted() {
        evictions.increment();
    }
}
