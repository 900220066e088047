package dev.affix.registry.endpoint;

import dev.affix.registry.domain.Outcome;
import org.jboss.resteasy.reactive.RestResponse;

/** Statuses of calls that may be repeated. */
final class Answers {
    private Answers() {}

    /** Returns 201 for what was made and 200 for what was there. */
    static <T> RestResponse<T> createdOrOk(Outcome<T> outcome) {
        return RestResponse.status(
                outcome.created() ? RestResponse.Status.CREATED : RestResponse.Status.OK, outcome.value());
    }
}
