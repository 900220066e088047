package dev.affix.registry.endpoint;

import dev.affix.contracts.AdapterPublished;
import dev.affix.contracts.PublishVersion;
import dev.affix.contracts.Topics;
import dev.affix.registry.domain.AdapterSummary;
import dev.affix.registry.domain.Refusal;
import dev.affix.registry.domain.Versions;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.jboss.resteasy.reactive.RestQuery;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** Adapters and their versions. Adapter names contain slashes, as they are in the path. */
@Path("/v1")
@Produces(MediaType.APPLICATION_JSON)
public class AdapterResource {
    private final Versions versions;
    private final Waiting waiting;

    AdapterResource(Versions versions, Waiting waiting) {
        this.versions = versions;
        this.waiting = waiting;
    }

    /**
     * Publishes a version whose blob is stored: 201, or 200 with the one that is there.
     *
     * @param wait {@code true}: answer once every inference replica that lives answers with it or with a newer one
     * @param timeout seconds to wait at most, up to 60
     */
    @POST
    @Path("/adapters/{adapter: .+}/versions")
    @Consumes(MediaType.APPLICATION_JSON)
    public RestResponse<AdapterPublished> publish(
            String adapter,
            @RestQuery @Nullable String wait,
            @RestQuery @Nullable String timeout,
            PublishVersion body) {
        return waiting.answer(
                wait,
                timeout,
                Topics.ADAPTERS,
                body.digest(),
                () -> Answers.createdOrOk(versions.publish(adapter, body)));
    }

    /** Returns each adapter with its newest version. */
    @GET
    @Path("/adapters")
    public List<AdapterSummary> adapters() {
        return versions.newest();
    }

    /** Returns an adapter's versions, oldest first; none for a name that was never published. */
    @GET
    @Path("/adapters/{adapter: .+}/versions")
    public List<AdapterPublished> versions(String adapter) {
        return versions.of(adapter);
    }

    /** Returns the first publication of a digest. */
    @GET
    @Path("/versions/{sha256}")
    public AdapterPublished version(String sha256) {
        return versions.byDigest(Digests.checked(sha256)).orElseThrow(() -> Refusal.unknown("Version " + sha256));
    }
}
