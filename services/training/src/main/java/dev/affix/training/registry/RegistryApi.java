package dev.affix.training.registry;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.rest.client.inject.RegisterRestClient;

/** The registry's calls that training uses. Bodies are the contract's JSON, written by {@link dev.affix.contracts.Json}. */
@RegisterRestClient(configKey = "registry")
@Path("/v1")
public interface RegistryApi {
    /** Stores an adapter file under its digest. */
    @PUT
    @Path("/blobs/{digest}")
    @Consumes(MediaType.APPLICATION_OCTET_STREAM)
    void putBlob(@PathParam("digest") String digest, byte[] content);

    /** Publishes a version whose file is stored. */
    @POST
    @Path("/adapters/{experiment}/{arm}/versions")
    @Consumes(MediaType.APPLICATION_JSON)
    void publish(@PathParam("experiment") String experiment, @PathParam("arm") String arm, byte[] version);

    /** Returns an arm's versions, oldest first. */
    @GET
    @Path("/adapters/{experiment}/{arm}/versions")
    byte[] versions(@PathParam("experiment") String experiment, @PathParam("arm") String arm);
}
