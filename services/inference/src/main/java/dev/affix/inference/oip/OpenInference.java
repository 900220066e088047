package dev.affix.inference.oip;

import dev.affix.contracts.InvalidRecordException;
import dev.affix.contracts.Json;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;
import org.jspecify.annotations.Nullable;

/**
 * The Open Inference Protocol, version 2. A model is a running experiment, or an alias. Errors are {@code {"error": ...}}.
 */
@Path("/v2")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@Blocking
public class OpenInference {
    private final Infer infer;
    private final Metadata metadata;

    OpenInference(Infer infer, Metadata metadata) {
        this.infer = infer;
        this.metadata = metadata;
    }

    /** Returns the server's metadata. */
    @GET
    public Metadata.Server server() {
        return metadata.server();
    }

    /** Returns whether the server lives. */
    @GET
    @Path("/health/live")
    public Response live() {
        boolean live = metadata.live();
        return Response.status(live ? 200 : 503).entity(Map.of("live", live)).build();
    }

    /** Returns whether every running experiment can answer. */
    @GET
    @Path("/health/ready")
    public Response ready() {
        boolean ready = metadata.ready();
        return Response.status(ready ? 200 : 503).entity(Map.of("ready", ready)).build();
    }

    /** Returns a model's metadata. */
    @GET
    @Path("/models/{model}")
    public Metadata.Model model(@PathParam("model") String model) {
        return metadata.model(model, null);
    }

    /** Returns a model's metadata if it answers with this version. */
    @GET
    @Path("/models/{model}/versions/{version}")
    public Metadata.Model model(@PathParam("model") String model, @PathParam("version") String version) {
        return metadata.model(model, version);
    }

    /** Returns whether a model can answer. */
    @GET
    @Path("/models/{model}/ready")
    public Response modelReady(@PathParam("model") String model) {
        metadata.model(model, null);
        return Response.ok(Map.of("name", model, "ready", true)).build();
    }

    /** Returns whether a model can answer with this version. */
    @GET
    @Path("/models/{model}/versions/{version}/ready")
    public Response modelReady(@PathParam("model") String model, @PathParam("version") String version) {
        metadata.model(model, version);
        return Response.ok(Map.of("name", model, "ready", true)).build();
    }

    /** Answers texts. */
    @POST
    @Path("/models/{model}/infer")
    public InferResponse infer(
            @PathParam("model") String model,
            @RequestBody(content = @Content(schema = @Schema(implementation = InferRequest.class))) byte[] body) {
        return answer(model, null, body);
    }

    /** Answers texts if the model answers with this version. */
    @POST
    @Path("/models/{model}/versions/{version}/infer")
    public InferResponse infer(
            @PathParam("model") String model,
            @PathParam("version") String version,
            @RequestBody(content = @Content(schema = @Schema(implementation = InferRequest.class))) byte[] body) {
        return answer(model, version, body);
    }

    private InferResponse answer(String model, @Nullable String version, byte[] body) {
        try {
            return infer.answer(model, version, Json.read(body, InferRequest.class));
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
