package dev.affix.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.restassured.response.Response;
import org.jspecify.annotations.Nullable;

/** What every refusal must look like (RFC 9457). */
final class Problems {
    private Problems() {}

    static void assertProblem(Response response, int status, String type, @Nullable String field) {
        assertThat(response.statusCode()).as(response.asString()).isEqualTo(status);
        assertThat(response.contentType()).startsWith("application/problem+json");
        assertThat(response.path("type").toString()).isEqualTo(type);
        assertThat(response.<Integer>path("status")).isEqualTo(status);
        assertThat(response.path("title").toString()).isNotBlank();
        assertThat(response.path("detail").toString()).isNotBlank();
        assertThat(response.<@Nullable String>path("field")).isEqualTo(field);
    }
}
