package dev.affix.registry.endpoint;

import dev.affix.contracts.Topics;
import dev.affix.registry.config.RegistryConfig;
import dev.affix.registry.domain.Refusal;
import dev.affix.registry.replicas.ReadYourWrites;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.util.Set;
import java.util.function.Supplier;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/**
 * The parameters {@code wait} and {@code timeout} of calls that change something: with {@code wait=true} a call is answered once every
 * inference replica that lives has applied the change, and header {@code Affix-Replicas} says how many those are.
 */
@ApplicationScoped
class Waiting {
    private static final String REPLICAS = "Affix-Replicas";
    private static final double LONGEST_SECONDS = 60;

    private final ReadYourWrites readYourWrites;
    private final RegistryConfig config;

    Waiting(ReadYourWrites readYourWrites, RegistryConfig config) {
        this.readYourWrites = readYourWrites;
        this.config = config;
    }

    /**
     * Makes a change and waits for it if the caller asked for that.
     *
     * @param wait {@code true}, {@code false} or nothing
     * @param timeout seconds to wait at most, the configured ones if null
     * @param digest the version that is to answer afterwards, null if the change is about none
     * @throws Refusal if a parameter makes no sense; nothing has changed then
     */
    <T> RestResponse<T> answer(
            @Nullable String wait,
            @Nullable String timeout,
            Topics topic,
            @Nullable String digest,
            Supplier<RestResponse<T>> change) {
        boolean waits = waits(wait);
        Duration limit = limit(timeout);
        RestResponse<T> answer = change.get();
        if (!waits) {
            return answer;
        }
        try {
            int replicas = readYourWrites.await(topic, digest, limit).size();
            return RestResponse.ResponseBuilder.<T>create(answer.getStatus())
                    .entity(answer.getEntity())
                    .header(REPLICAS, replicas)
                    .build();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new WebApplicationException(
                    "The registry stops; what was asked for is done.", Response.Status.SERVICE_UNAVAILABLE);
        }
    }

    private static boolean waits(@Nullable String wait) {
        if (wait == null) {
            return false;
        }
        if (!Set.of("", "true", "false").contains(wait)) {
            throw new Refusal(Refusal.Kind.INVALID, "wait", "wait is '" + wait + "'; it must be true or false");
        }
        return !wait.equals("false");
    }

    private Duration limit(@Nullable String timeout) {
        if (timeout == null) {
            return config.replicas().waitLimit();
        }
        double seconds = Double.NaN;
        try {
            seconds = Double.parseDouble(timeout);
        } catch (NumberFormatException e) {
            // Said below.
        }
        if (!(seconds > 0 && seconds <= LONGEST_SECONDS)) {
            throw new Refusal(
                    Refusal.Kind.INVALID,
                    "timeout",
                    "timeout is '" + timeout + "'; it must be a number of seconds over 0 and at most "
                            + (int) LONGEST_SECONDS);
        }
        return Duration.ofMillis((long) (seconds * 1000));
    }
}
