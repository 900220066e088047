package dev.affix.inference.completions;

import dev.affix.inference.completions.Answers.Head;
import dev.affix.prefix.generation.QueueFullException;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.util.UUID;
import org.jboss.logging.Logger;

/**
 * {@code POST /v1/completions} and {@code GET /v1/models}, as OpenAI's clients call them. A call holds a thread only while its prefix is
 * found; its text is written by the connection's event loop as it is made.
 */
@ApplicationScoped
class Completions {
    private static final Logger LOG = Logger.getLogger(Completions.class);
    static final long MAX_BODY = 8 << 20;

    private final Texts texts;
    private final Choice choice;
    private final Clock clock;

    Completions(Texts texts, Choice choice, Clock clock) {
        this.texts = texts;
        this.choice = choice;
        this.clock = clock;
    }

    void routes(@Observes Router router) {
        router.get("/v1/models").handler(call -> json(call, 200, Answers.models(choice.models())));
        router.post("/v1/completions")
                .handler(BodyHandler.create(false).setBodyLimit(MAX_BODY))
                .blockingHandler(this::complete, false);
    }

    private void complete(RoutingContext call) {
        try {
            CompletionRequest request = CompletionRequest.of(body(call));
            texts.begin(
                    call,
                    request,
                    (chosen, promptTokens) -> new OpenAi(
                            new Head(
                                    "cmpl-" + UUID.randomUUID(),
                                    clock.instant().getEpochSecond(),
                                    request.model(),
                                    chosen.digest()),
                            promptTokens,
                            request.usage()));
        } catch (CompletionException e) {
            json(call, e.status(), Answers.error(e.status(), e.field(), String.valueOf(e.getMessage())));
        } catch (QueueFullException e) {
            json(call, 429, Answers.error(429, null, String.valueOf(e.getMessage())));
        } catch (RuntimeException e) {
            LOG.error("A completion failed", e);
            json(call, 500, Answers.error(500, null, "The service failed; its log says why"));
        }
    }

    static byte[] body(RoutingContext call) {
        return call.body().buffer() == null ? new byte[0] : call.body().buffer().getBytes();
    }

    static void json(RoutingContext call, int status, String body) {
        if (!call.response().ended() && !call.response().closed()) {
            call.response()
                    .setStatusCode(status)
                    .putHeader("Content-Type", "application/json")
                    .end(body);
        }
    }
}
