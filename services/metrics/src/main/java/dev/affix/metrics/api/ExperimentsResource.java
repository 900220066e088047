package dev.affix.metrics.api;

import dev.affix.metrics.running.RestoringException;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.jspecify.annotations.Nullable;

/** What is known of experiments now. 503 while the state is being restored, 404 for an unknown experiment. */
@Path("/api/experiments")
@Produces(MediaType.APPLICATION_JSON)
@Blocking
public class ExperimentsResource {
    private final LiveFeed feed;

    ExperimentsResource(LiveFeed feed) {
        this.feed = feed;
    }

    /** Returns all experiments. */
    @GET
    public List<ExperimentSummary> experiments() {
        return feed.experiments();
    }

    /** Returns everything about an experiment. */
    @GET
    @Path("{name}/live")
    public LiveDocument live(@PathParam("name") String name) {
        return feed.now(name);
    }

    /** Returns an experiment's arms. */
    @GET
    @Path("{name}/arms")
    public List<LiveArm> arms(@PathParam("name") String name) {
        return feed.now(name).arms();
    }

    /** Returns precision, recall and F1 of every label, by arm. */
    @GET
    @Path("{name}/classes")
    public List<LiveClass> classes(@PathParam("name") String name) {
        return feed.classes(name);
    }

    /** Returns an experiment's pairs. */
    @GET
    @Path("{name}/pairs")
    public List<LivePair> pairs(@PathParam("name") String name) {
        return feed.now(name).pairs();
    }

    /** Returns whether to promote or to roll back one of two compared arms: what Argo Rollouts' web metric reads. */
    @GET
    @Path("{name}/gate")
    public Gate gate(
            @PathParam("name") String name,
            @QueryParam("challenger") @Nullable String challenger,
            @QueryParam("control") @Nullable String control) {
        if (challenger == null || control == null) {
            throw new BadCallException("Name two arms: ?challenger=ARM&control=ARM.");
        }
        return Gate.of(feed.now(name), challenger, control);
    }

    /** Answers Flagger's webhooks: 200 if the condition of the metadata holds, 409 with the reason if it does not. */
    @POST
    @Path("{name}/gate")
    @Consumes(MediaType.APPLICATION_JSON)
    public Response flagger(@PathParam("name") String name, @Nullable FlaggerCall call) {
        if (call == null) {
            throw new BadCallException("The body is empty: it must be what Flagger sends, JSON with metadata.");
        }
        Gate gate = Gate.of(feed.now(name), call.challenger(), call.control());
        Gate.Condition condition = call.condition();
        return gate.holds(condition)
                ? Response.ok(gate).build()
                : Problem.response(Response.Status.CONFLICT, gate.unlike(condition));
    }

    /** Sends the document now, and again when it has changed, at most once per second; event {@code live}. */
    @GET
    @Path("{name}/events")
    @Produces(MediaType.SERVER_SENT_EVENTS)
    public Multi<OutboundSseEvent> events(@PathParam("name") String name, @Context Sse sse) {
        feed.json(name); // a problem now is a status, later it would be a broken stream
        return Multi.createFrom()
                .ticks()
                .every(LiveFeed.PERIOD)
                .onOverflow()
                .drop()
                .emitOn(Infrastructure.getDefaultWorkerPool())
                .map(tick -> current(name))
                .filter(Optional::isPresent)
                .map(Optional::get)
                .skip()
                .repetitions()
                .map(json -> sse.newEventBuilder().name("live").data(json).build());
    }

    /** While the state moves there is nothing to say; the stream goes on when it is back. */
    private Optional<String> current(String name) {
        try {
            return Optional.of(feed.json(name));
        } catch (RestoringException | InvalidStateStoreException | UnknownExperimentException e) {
            return Optional.empty();
        }
    }
}
