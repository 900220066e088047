package dev.affix.registry.endpoint;

import dev.affix.contracts.Experiment;
import dev.affix.contracts.Topics;
import dev.affix.contracts.Verdict;
import dev.affix.registry.domain.Experiments;
import dev.affix.registry.domain.Refusal;
import dev.affix.registry.domain.Verdicts;
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

/** Experiments and their newest verdicts. */
@Path("/v1/experiments")
@Produces(MediaType.APPLICATION_JSON)
public class ExperimentResource {
    private final Experiments experiments;
    private final Verdicts verdicts;
    private final Waiting waiting;

    ExperimentResource(Experiments experiments, Verdicts verdicts, Waiting waiting) {
        this.experiments = experiments;
        this.verdicts = verdicts;
        this.waiting = waiting;
    }

    /**
     * Creates a running experiment: 201, or 200 with the one of the same content that is there.
     *
     * @param wait {@code true}: answer once every inference replica that lives knows it; it answers when its arms have versions
     * @param timeout seconds to wait at most, up to 60
     */
    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    public RestResponse<Experiment> create(
            @RestQuery @Nullable String wait, @RestQuery @Nullable String timeout, Experiment body) {
        return waiting.answer(
                wait, timeout, Topics.EXPERIMENTS, null, () -> Answers.createdOrOk(experiments.create(body)));
    }

    /** Returns all experiments, oldest first. */
    @GET
    public List<Experiment> all() {
        return experiments.all();
    }

    /** Returns an experiment. */
    @GET
    @Path("/{name}")
    public Experiment find(String name) {
        return experiments.find(name).orElseThrow(() -> Refusal.unknown("Experiment " + name));
    }

    /**
     * Stops an experiment; a stopped one stays as it is.
     *
     * @param wait {@code true}: answer once no inference replica that lives answers for it
     * @param timeout seconds to wait at most, up to 60
     */
    @POST
    @Path("/{name}/stop")
    public RestResponse<Experiment> stop(
            String name, @RestQuery @Nullable String wait, @RestQuery @Nullable String timeout) {
        return waiting.answer(wait, timeout, Topics.EXPERIMENTS, null, () -> RestResponse.ok(experiments.stop(name)));
    }

    /** Returns the newest verdict of each pair of arms. */
    @GET
    @Path("/{name}/verdicts")
    public List<Verdict> verdicts(String name) {
        return verdicts.of(find(name).name());
    }
}
