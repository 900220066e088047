package dev.affix.training.service;

import dev.affix.kafka.StartRefusedException;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/** Starts and stops the service with the process. What it refuses to start with is one ERROR line and exit code 1. */
@ApplicationScoped
public class Startup {
    private final Service service;

    Startup(Service service) {
        this.service = service;
    }

    void start(@Observes StartupEvent event) {
        try {
            service.start();
        } catch (StartRefusedException e) {
            service.stop();
            // Of this exception Quarkus prints the message, without a stack trace, and exits with code 1.
            throw new ConfigurationException("ERROR Training does not start. " + e.getMessage());
        }
    }

    void stop(@Observes ShutdownEvent event) {
        service.stop();
    }
}
