package dev.affix.training.run;

import dev.affix.training.config.StartRefusedException;
import io.quarkus.runtime.PreventFurtherStepsException;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
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
            throw new PreventFurtherStepsException("ERROR Training does not start. " + e.getMessage(), 1);
        }
    }

    void stop(@Observes ShutdownEvent event) {
        service.stop();
    }
}
