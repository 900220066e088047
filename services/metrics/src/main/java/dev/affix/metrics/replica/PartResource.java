package dev.affix.metrics.replica;

import dev.affix.metrics.running.RestoringException;
import dev.affix.metrics.running.Streaming;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** What other replicas ask. Answers from what is here and asks nobody, so that no question goes in a circle. */
@Path("/internal/experiments")
@Produces(MediaType.APPLICATION_JSON)
@Blocking
public class PartResource {
    private final Streaming streaming;

    PartResource(Streaming streaming) {
        this.streaming = streaming;
    }

    /** Returns this replica's part: 503 while it restores, or does not know the experiment yet. */
    @GET
    @Path("{name}/part")
    @Operation(hidden = true)
    public Part part(@PathParam("name") String name) {
        StateReader here = new StateReader(streaming.engine(), Replicas.NONE);
        return here.experiment(name)
                .map(here::part)
                .orElseThrow(() -> new RestoringException("Experiment '" + name + "' is not known here yet."));
    }
}
