package dev.affix.training.endpoint;

import dev.affix.training.run.ExperimentProgress;
import dev.affix.training.service.Service;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;

/** Where each experiment stands. */
@Path("/api/experiments")
@Produces(MediaType.APPLICATION_JSON)
public class ExperimentResource {
    private final Service service;

    ExperimentResource(Service service) {
        this.service = service;
    }

    /** Returns all experiments that this process knows, by name. */
    @GET
    public List<ExperimentProgress> all() {
        return service.progress();
    }
}
