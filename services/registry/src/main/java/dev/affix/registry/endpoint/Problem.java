package dev.affix.registry.endpoint;

import jakarta.ws.rs.core.Response;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * An error as RFC 9457 describes it.
 *
 * @param type what kind, {@code urn:affix:problem:…} or {@code about:blank} when the status says it all
 * @param title the kind for people; the same for every problem of a type
 * @param status the HTTP status
 * @param detail what is wrong with this call and what to change
 * @param field path of the offending field or parameter, if one is at fault
 */
public record Problem(
        String type,
        String title,
        int status,
        String detail,
        @Nullable String field) {
    static final String MEDIA_TYPE = "application/problem+json";

    /** Returns a problem of the type {@code urn:affix:problem:<code>}. */
    static Problem of(String code, int status, String detail, @Nullable String field) {
        String words = code.replace('-', ' ');
        String title = words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1);
        return new Problem("urn:affix:problem:" + code, title, status, detail, field);
    }

    /** Returns a problem of which nothing more than the status is known. */
    static Problem of(int status, String detail) {
        Response.Status known = Response.Status.fromStatusCode(status);
        return new Problem("about:blank", known == null ? "Error" : known.getReasonPhrase(), status, detail, null);
    }

    Response response() {
        return Response.status(status).type(MEDIA_TYPE).entity(this).build();
    }
}
