package dev.affix.registry.endpoint;

import dev.affix.contracts.InvalidField;
import dev.affix.registry.domain.Refusal;
import dev.affix.registry.outbox.EventTooLargeException;
import dev.affix.registry.replicas.NotAppliedException;
import dev.affix.registry.replicas.RefusedByReplicaException;
import dev.affix.registry.store.BlobTooLargeException;
import dev.affix.registry.store.DatabaseException;
import dev.affix.registry.store.DigestMismatchException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;
import java.util.Locale;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Turns what can go wrong into problems. */
final class ProblemMappers {
    private static final Logger LOG = Logger.getLogger(ProblemMappers.class);

    @ServerExceptionMapper
    Response refusal(Refusal refusal) {
        String code = refusal.kind().name().toLowerCase(Locale.ROOT).replace('_', '-');
        return Problem.of(code, status(refusal.kind()), message(refusal), refusal.field())
                .response();
    }

    /** A path parameter breaks its contract; bodies are checked by {@link RecordReader}. */
    @ServerExceptionMapper
    Response invalid(InvalidField invalid) {
        return Problem.of("invalid", 400, invalid.field() + " " + message(invalid), invalid.field())
                .response();
    }

    @ServerExceptionMapper
    Response digestMismatch(DigestMismatchException mismatch) {
        return Problem.of("digest-mismatch", 400, message(mismatch), "sha256").response();
    }

    @ServerExceptionMapper
    Response tooLarge(BlobTooLargeException tooLarge) {
        return Problem.of("too-large", 413, message(tooLarge), null).response();
    }

    @ServerExceptionMapper
    Response tooLarge(EventTooLargeException tooLarge) {
        return Problem.of("too-large", 413, message(tooLarge), null).response();
    }

    @ServerExceptionMapper
    Response notApplied(NotAppliedException late) {
        return Problem.of("not-applied-yet", 504, message(late), null).response();
    }

    @ServerExceptionMapper
    Response refusedByReplica(RefusedByReplicaException refused) {
        return Problem.of("refused-by-replica", 422, message(refused), "digest").response();
    }

    @ServerExceptionMapper
    Response databaseAway(DatabaseException away) {
        LOG.error("A call failed because of the database", away);
        return Problem.of("database-unavailable", 503, "The registry's database did not answer. Try again.", null)
                .response();
    }

    /** What the framework refuses: unknown paths, methods, media types. */
    @ServerExceptionMapper
    Response framework(WebApplicationException refused) {
        return Problem.of(refused.getResponse().getStatus(), message(refused)).response();
    }

    @ServerExceptionMapper
    Response unexpected(Throwable unexpected) {
        LOG.error("A call failed unexpectedly", unexpected);
        return Problem.of(500, "The registry failed; its log says why.").response();
    }

    private static int status(Refusal.Kind kind) {
        return switch (kind) {
            case INVALID -> 400;
            case UNKNOWN -> 404;
            case BLOB_MISSING, CONFLICT -> 409;
            case TOO_LARGE -> 413;
        };
    }

    private static String message(Throwable thrown) {
        return String.valueOf(thrown.getMessage());
    }
}
