package dev.affix.registry.outbox;

import dev.affix.registry.start.StartChecks;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;

/** Runs the relay on a thread of its own while the application runs. */
@ApplicationScoped
class RelayThread {
    private static final Duration STOP_LIMIT = Duration.ofSeconds(5);

    private final Thread thread;

    RelayThread(OutboxRelay relay) {
        thread = new Thread(relay, "outbox-relay");
        thread.setDaemon(true);
    }

    void start(@Observes @Priority(StartChecks.PRIORITY + 1) StartupEvent event) {
        thread.start();
    }

    void stop(@Observes ShutdownEvent event) throws InterruptedException {
        thread.interrupt();
        thread.join(STOP_LIMIT.toMillis());
    }
}
