package dev.affix.inference.follow;

import dev.affix.contracts.AdapterPublished;
import dev.affix.contracts.InvalidRecordException;
import dev.affix.contracts.Json;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.ProcessingException;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.MediaType;
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
        byte[] json = call("version " + digest, () -> api.version(digest));
        try {
            return Json.read(json, AdapterPublished.class);
        } catch (InvalidRecordException e) {
            throw new UnavailableException("The registry's answer is not a version: " + e.getMessage(), e);
        }
    }

    private static byte[] call(String what, Supplier<byte[]> call) throws UnavailableException {
        try {
            return call.get();
        } catch (WebApplicationException e) {
            throw new UnavailableException(
                    "The registry answered " + e.getResponse().getStatus() + " for " + what, e);
        } catch (ProcessingException e) {
            throw new UnavailableException("The registry cannot be reached for " + what + ": " + e.getMessage(), e);
        }
    }
}
