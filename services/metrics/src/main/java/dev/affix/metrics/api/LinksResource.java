package dev.affix.metrics.api;

import dev.affix.metrics.config.MetricsConfig;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/** Where the live page finds what is not the metrics service's. */
@Path("/api/links")
@Produces(MediaType.APPLICATION_JSON)
public class LinksResource {
    private final Links links;

    LinksResource(MetricsConfig config) {
        this.links = new Links(config.registryUrl().orElse(null));
    }

    /**
     * Addresses as a browser reaches them.
     *
     * @param registry of the registry, absent if none is set: versions are then named without a link to their lineage
     */
    public record Links(@Nullable URI registry) {}

    /** Returns the addresses. */
    @GET
    public Links links() {
        return links;
    }
}
