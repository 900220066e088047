package dev.affix.inference.follow;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.affix.contracts.AdapterPublished;
import dev.affix.contracts.InvalidRecordException;
import dev.affix.contracts.Json;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.Encoded;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.ProcessingException;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.MediaType;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.eclipse.microprofile.rest.client.inject.RegisterRestClient;
import org.eclipse.microprofile.rest.client.inject.RestClient;

/** The registry over HTTP. One attempt per call: the follower decides when to try again. */
@ApplicationScoped
public class Registry implements VersionSource {
    private final Api api;

    /** The calls, as the registry serves them. */
    @RegisterRestClient(configKey = "registry")
    @Path("/v1")
    public interface Api {
        /** Returns an adapter file. */
        @GET
        @Path("/blobs/{digest}")
        @Produces(MediaType.APPLICATION_OCTET_STREAM)
        byte[] blob(@PathParam("digest") String digest);

        /** Returns the first publication of a digest, as JSON. */
        @GET
        @Path("/versions/{digest}")
        @Produces(MediaType.APPLICATION_JSON)
        byte[] version(@PathParam("digest") String digest);

        /** Returns the versions of an adapter, as a JSON list; the adapter's name holds slashes. */
        @GET
        @Path("/adapters/{adapter: .+}/versions")
        @Produces(MediaType.APPLICATION_JSON)
        byte[] versions(@Encoded @PathParam("adapter") String adapter);
    }

    Registry(@RestClient Api api) {
        this.api = api;
    }

    @Override
    public byte[] blob(String digest) throws UnavailableException {
        return call("blob " + digest, () -> api.blob(digest));
    }

    @Override
    public AdapterPublished version(String digest) throws UnavailableException {
        return published(json(call("version " + digest, () -> api.version(digest))));
    }

    @Override
    public List<AdapterPublished> versions(String adapter) throws UnavailableException {
        List<AdapterPublished> versions = new ArrayList<>();
        for (JsonNode version : json(call("versions of " + adapter, () -> api.versions(adapter)))) {
            versions.add(published(version));
        }
        return versions;
    }

    private static JsonNode json(byte[] answer) throws UnavailableException {
        try {
            return Json.read(answer, JsonNode.class);
        } catch (InvalidRecordException e) {
            throw new UnavailableException("The registry's answer is not JSON: " + e.getMessage(), e);
        }
    }

    private static AdapterPublished published(JsonNode version) throws UnavailableException {
        if (version instanceof ObjectNode object) {
            // Events say what they are; elements of a list need not.
            object.put("type", "published");
        }
        try {
            return Json.read(Json.write(version), AdapterPublished.class);
        } catch (InvalidRecordException e) {
            throw new UnavailableException("The registry's answer is not a version: " + e.getMessage(), e);
        }
    }

    private static byte[] call(String what, Supplier<byte[]> call) throws UnavailableException {
        try {
            return call.get();
        } catch (WebApplicationException e) {
            throw new UnavailableException(
                    "The registry answered " + e.getResponse().getStatus() + " for " + what,
                    e,
                    e.getResponse().getStatus() == 404);
        } catch (ProcessingException e) {
            throw new UnavailableException("The registry cannot be reached for " + what + ": " + e.getMessage(), e);
        }
    }
}
