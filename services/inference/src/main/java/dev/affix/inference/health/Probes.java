package dev.affix.inference.health;

import dev.affix.inference.follow.TopicFollower;
import dev.affix.inference.roster.Readiness;
import dev.affix.inference.stream.RequestStream;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import java.util.Optional;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;

/** The probes. Ready: every arm of every running experiment answers. Live: the threads run and get on. */
@ApplicationScoped
public class Probes {
    /** Returns the readiness probe. */
    @Produces
    @org.eclipse.microprofile.health.Readiness
    HealthCheck ready(Readiness readiness) {
        return () -> {
            Optional<String> problem = readiness.problem();
            return HealthCheckResponse.named("roster")
                    .status(problem.isEmpty())
                    .withData("state", problem.orElse("every arm of every running experiment answers"))
                    .build();
        };
    }

    /** Returns the liveness probe. */
    @Produces
    @Liveness
    HealthCheck live(RequestStream stream, TopicFollower follower) {
        return () -> HealthCheckResponse.named("threads")
                .status(stream.healthy() && follower.alive())
                .withData("requests", stream.healthy())
                .withData("follower", follower.alive())
                .build();
    }
}
