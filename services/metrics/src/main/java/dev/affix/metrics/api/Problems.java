package dev.affix.metrics.api;

import dev.affix.metrics.running.RestoringException;
import jakarta.ws.rs.core.Response;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Errors as problems. */
class Problems {
    @ServerExceptionMapper
    Response restoring(RestoringException e) {
        return Problem.response(Response.Status.SERVICE_UNAVAILABLE, String.valueOf(e.getMessage()));
    }

    /** A store moved away in the middle of a query. */
    @ServerExceptionMapper
    Response moved(InvalidStateStoreException e) {
        return Problem.response(Response.Status.SERVICE_UNAVAILABLE, "The state is being restored.");
    }

    @ServerExceptionMapper
    Response unknown(UnknownExperimentException e) {
        return Problem.response(Response.Status.NOT_FOUND, String.valueOf(e.getMessage()));
    }

    @ServerExceptionMapper
    Response unknown(UnknownPairException e) {
        return Problem.response(Response.Status.NOT_FOUND, String.valueOf(e.getMessage()));
    }

    @ServerExceptionMapper
    Response bad(BadCallException e) {
        return Problem.response(Response.Status.BAD_REQUEST, String.valueOf(e.getMessage()));
    }
}
