package dev.affix.inference.oip;

import dev.affix.contracts.InvalidRecordException;
import dev.affix.contracts.Json;
import dev.affix.inference.follow.TopicFollower;
import dev.affix.inference.roster.Readiness;
import dev.affix.inference.roster.Roster;
import dev.affix.inference.roster.Rosters;
import dev.affix.inference.stream.RequestStream;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/**
 * The Open Inference Protocol, version 2. A model is a running experiment, or an alias. Errors are {@code {"error": ...}}.
 */
@Path("/v2")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@Blocking
public class OpenInference {
    private final Infer infer;
    private final Rosters rosters;
    private final Readiness readiness;
    private final RequestStream stream;
    private final TopicFollower follower;
    private final String version;

    OpenInference(
            Infer infer,
            Rosters rosters,
            Readiness readiness,
            RequestStream stream,
            TopicFollower follower,
            @ConfigProperty(name = "quarkus.application.version") String version) {
        this.infer = infer;
        this.rosters = rosters;
        this.readiness = readiness;
        this.stream = stream;
        this.follower = follower;
        this.version = version;
    }

    /** Returns the server's metadata. */
    @GET
    public Map<String, Object> server() {
        return Map.of("name", "affix-inference", "version", version, "extensions", List.of());
    }

    /** Returns whether the server lives. */
    @GET
    @Path("/health/live")
    public Response live() {
        boolean live = stream.healthy() && follower.alive();
        return Response.status(live ? 200 : 503).entity(Map.of("live", live)).build();
    }

    /** Returns whether every running experiment can answer. */
    @GET
    @Path("/health/ready")
    public Response ready() {
        boolean ready = readiness.problem().isEmpty();
        return Response.status(ready ? 200 : 503).entity(Map.of("ready", ready)).build();
    }

    /** Returns a model's metadata. */
    @GET
    @Path("/models/{model}")
    public Map<String, Object> model(@PathParam("model") String model) {
        Roster roster = rosters.current();
        List<String> labels = Selection.labels(roster, model);
        return Map.of(
                "name", model,
                "platform", "affix_prefix",
                "inputs", List.of(Map.of("name", "text", "datatype", "BYTES", "shape", List.of(-1))),
                "outputs",
                        List.of(
                                Map.of("name", "label", "datatype", "BYTES", "shape", List.of(-1)),
                                Map.of(
                                        "name",
                                        "log_probabilities",
                                        "datatype",
                                        "FP32",
                                        "shape",
                                        List.of(-1, labels.size()))),
                "parameters", Map.of("labels", labels));
    }

    /** Returns whether a model can answer. */
    @GET
    @Path("/models/{model}/ready")
    public Response modelReady(@PathParam("model") String model) {
        Selection.labels(rosters.current(), model);
        return Response.ok(Map.of("name", model, "ready", true)).build();
    }

    /** Answers texts. */
    @POST
    @Path("/models/{model}/infer")
    public InferResponse infer(
            @PathParam("model") String model,
            @RequestBody(content = @Content(schema = @Schema(implementation = InferRequest.class))) byte[] body) {
        try {
            return infer.answer(model, Json.read(body, InferRequest.class));
        } catch (InvalidRecordException e) {
            throw ProtocolException.badRequest(String.valueOf(e.getMessage()));
        }
    }

    /** Turns a refusal into the protocol's error object. */
    @ServerExceptionMapper
    Response error(ProtocolException problem) {
        return Response.status(problem.status())
                .type(MediaType.APPLICATION_JSON_TYPE)
                .entity(Map.of("error", String.valueOf(problem.getMessage())))
                .build();
    }
}
