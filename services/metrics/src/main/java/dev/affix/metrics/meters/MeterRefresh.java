package dev.affix.metrics.meters;

import dev.affix.metrics.replica.HttpReplicas;
import dev.affix.metrics.replica.Replicas;
import dev.affix.metrics.replica.StateReader;
import dev.affix.metrics.running.RestoringException;
import dev.affix.metrics.running.Streaming;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.jboss.logging.Logger;

/** Refreshes the series every second on a thread of its own. */
@ApplicationScoped
class MeterRefresh {
    private static final Logger LOG = Logger.getLogger(MeterRefresh.class);

    private final Streaming streaming;
    private final ExperimentMeters meters;
    private final Replicas replicas = new HttpReplicas();
    private final ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "meter-refresh");
        thread.setDaemon(true);
        return thread;
    });

    MeterRefresh(Streaming streaming, MeterRegistry registry) {
        this.streaming = streaming;
        this.meters = new ExperimentMeters(registry);
        Gauge.builder("affix.metrics.lag", this::lag)
                .description("Records that this replica has not read yet; not a number while it restores")
                .register(registry);
    }

    private double lag() {
        try {
            return streaming.engine().lag();
        } catch (RestoringException e) {
            return Double.NaN;
        }
    }

    @SuppressWarnings("FutureReturnValueIgnored") // refresh() handles what may happen
    void start(@Observes StartupEvent event) {
        executor.scheduleWithFixedDelay(this::refresh, 1, 1, TimeUnit.SECONDS);
    }

    void stop(@Observes ShutdownEvent event) {
        executor.shutdownNow();
    }

    private void refresh() {
        try {
            meters.refresh(new StateReader(streaming.engine(), replicas));
        } catch (RestoringException | InvalidStateStoreException e) {
            LOG.debugf("No fresh values: %s", e.getMessage());
        } catch (RuntimeException e) {
            // An exception would end the schedule.
            LOG.warn("The series could not be refreshed", e);
        }
    }
}
