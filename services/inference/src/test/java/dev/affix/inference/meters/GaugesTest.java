package dev.affix.inference.meters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class GaugesTest {
    /** Micrometer holds what a gauge looks at weakly, unless it is told otherwise; without it the gauge says NaN. */
    @Test
    void gaugesGoOnWhenNothingElseHoldsWhatTheyLookAt() {
        MeterRegistry registry = new SimpleMeterRegistry();
        AtomicInteger seven = new AtomicInteger(7);
        new BankMeters(registry, () -> seven.get(), 9);
        new GenerationMeters(registry).texts(() -> seven.get(), () -> seven.get());

        collectGarbage();

        assertThat(registry.get("affix.inference.bank.bytes").gauge().value()).isEqualTo(7);
        assertThat(registry.get("affix.inference.bank.limit.bytes").gauge().value())
                .isEqualTo(9);
        assertThat(registry.get("affix.inference.generation.texts").gauges())
                .hasSize(2)
                .allMatch(gauge -> gauge.value() == 7);
    }

    private static void collectGarbage() {
        WeakReference<Object> collected = new WeakReference<>(new Object());
        await().atMost(Duration.ofSeconds(20)).until(() -> {
            System.gc();
            return collected.get() == null;
        });
    }
}
