package dev.affix.metrics.running;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;
import org.eclipse.microprofile.health.Readiness;

/** Health: ready means running and restored, alive means that waiting can help. */
@ApplicationScoped
class Probes {
    private final Streaming streaming;

    Probes(Streaming streaming) {
        this.streaming = streaming;
    }

    @Produces
    @Readiness
    HealthCheck restored() {
        return () -> HealthCheckResponse.builder()
                .name("state-restored")
                .status(streaming.complete())
                .build();
    }

    @Produces
    @Liveness
    HealthCheck streaming() {
        return () -> HealthCheckResponse.builder()
                .name("streaming")
                .status(!streaming.dead())
                .build();
    }
}
