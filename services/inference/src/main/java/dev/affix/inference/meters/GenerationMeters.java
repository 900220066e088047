package dev.affix.inference.meters;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.function.IntSupplier;

/** The meters of texts that a decoder goes on with. Thread-safe. */
public final class GenerationMeters {
    private final MeterRegistry registry;
    private final Counter tokens;
    private final Timer first;

    /** Registers the meters, but for {@link #texts}. */
    public GenerationMeters(MeterRegistry registry) {
        this.registry = registry;
        tokens = Counter.builder("affix.inference.generation.tokens")
                .description("Tokens that were generated")
                .register(registry);
        first = Timer.builder("affix.inference.generation.first.token")
                .description("Time from a call over HTTP to the first token of its text")
                .register(registry);
    }

    /**
     * Registers the gauges of texts.
     *
     * @param active texts that go on now
     * @param waiting texts that wait for a row
     */
    public void texts(IntSupplier active, IntSupplier waiting) {
        texts("active", active);
        texts("waiting", waiting);
    }

    private void texts(String state, IntSupplier count) {
        Gauge.builder("affix.inference.generation.texts", count::getAsInt)
                .description("Texts that go on now, and that wait for a row")
                .tag("state", state)
                .register(registry);
    }

    /** A text has one token more. */
    public void token() {
        tokens.increment();
    }

    /** A text has so many tokens more. */
    public void tokens(int count) {
        tokens.increment(count);
    }

    /** A text has its first token, that long after it was asked for. */
    public void first(Duration waited) {
        first.record(waited);
    }
}
