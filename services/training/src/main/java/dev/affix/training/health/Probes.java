package dev.affix.training.health;

import dev.affix.training.service.Service;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import java.util.Optional;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;
import org.eclipse.microprofile.health.Readiness;

/**
 * The probes. Ready: the backbone is loaded, experiments are known, and every experiment that can be tuned is restored and
 * has its versions in the registry. Live: experiments are followed.
 */
@ApplicationScoped
public class Probes {
    /** Returns the readiness probe. */
    @Produces
    @Readiness
    HealthCheck ready(Service service) {
        return () -> {
            Optional<String> problem = service.notReady();
            return HealthCheckResponse.named("experiments")
                    .status(problem.isEmpty())
                    .withData("state", problem.orElse("every experiment learns"))
                    .build();
        };
    }

    /** Returns the liveness probe. */
    @Produces
    @Liveness
    HealthCheck live(Service service) {
        return () ->
                HealthCheckResponse.named("follower").status(service.alive()).build();
    }
}
