package dev.affix.registry.outbox;

import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/** Ready while the relay of this or another replica publishes. */
@Readiness
@ApplicationScoped
class RelayHealth implements HealthCheck {
    private final RelayState state;

    RelayHealth(RelayState state) {
        this.state = state;
    }

    @Override
    public HealthCheckResponse call() {
        RelayState.Snapshot snapshot = state.current();
        boolean up = snapshot.phase() == RelayState.Phase.RELAYING || snapshot.phase() == RelayState.Phase.STANDBY;
        HealthCheckResponseBuilder response = HealthCheckResponse.named("Outbox relay")
                .status(up)
                .withData("phase", snapshot.phase().name());
        return (snapshot.detail().isEmpty() ? response : response.withData("detail", snapshot.detail())).build();
    }
}
