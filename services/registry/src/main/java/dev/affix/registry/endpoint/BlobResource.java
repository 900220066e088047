package dev.affix.registry.endpoint;

import dev.affix.registry.domain.Refusal;
import dev.affix.registry.store.Blobs;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;

/** Adapter files by digest. */
@Path("/v1/blobs/{sha256}")
public class BlobResource {
    private final Blobs blobs;

    BlobResource(Blobs blobs) {
        this.blobs = blobs;
    }

    /** Stores bytes: 201, or 200 if they are there. */
    @PUT
    @Consumes(MediaType.APPLICATION_OCTET_STREAM)
    @Produces(Problem.MEDIA_TYPE)
    public Response put(String sha256, InputStream content) throws IOException {
        boolean created = blobs.put(Digests.checked(sha256), content);
        return Response.status(created ? Response.Status.CREATED : Response.Status.OK)
                .build();
    }

    /** Returns the bytes. A digest never changes its bytes, so anyone may keep them for good. */
    @GET
    @Produces(MediaType.APPLICATION_OCTET_STREAM)
    public Response get(String sha256) throws IOException {
        Blobs.Blob blob = blobs.open(Digests.checked(sha256)).orElseThrow(() -> Refusal.unknown("Blob " + sha256));
        return Response.ok(blob.content())
                .header(HttpHeaders.CONTENT_LENGTH, blob.size())
                .header(HttpHeaders.CACHE_CONTROL, "public, max-age=31536000, immutable")
                .header(HttpHeaders.ETAG, '"' + sha256 + '"')
                .build();
    }
}
