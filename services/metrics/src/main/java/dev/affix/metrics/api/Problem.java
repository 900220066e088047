package dev.affix.metrics.api;

import jakarta.ws.rs.core.Response;

/**
 * What went wrong, as RFC 9457 says it.
 *
 * @param type the class of problem; {@code about:blank}: the status says it all
 * @param title the status in words
 * @param status HTTP status
 * @param detail what it was this time
 */
public record Problem(String type, String title, int status, String detail) {
    private static final String MEDIA_TYPE = "application/problem+json";

    static Response response(Response.Status status, String detail) {
        Problem problem = new Problem("about:blank", status.getReasonPhrase(), status.getStatusCode(), detail);
        Response.ResponseBuilder response =
                Response.status(status).type(MEDIA_TYPE).entity(problem);
        return status == Response.Status.SERVICE_UNAVAILABLE
                ? response.header("Retry-After", 1).build()
                : response.build();
    }
}
