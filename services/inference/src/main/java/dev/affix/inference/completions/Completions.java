package dev.affix.inference.completions;

import dev.affix.inference.completions.Answers.Head;
import dev.affix.inference.config.InferenceConfig;
import dev.affix.inference.meters.GenerationMeters;
import dev.affix.prefix.generation.GenerationRequest;
import dev.affix.prefix.generation.QueueFullException;
import dev.affix.prefix.tokenizer.Tokens;
import io.vertx.core.Context;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.time.Instant;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * {@code POST /v1/completions} and {@code GET /v1/models}, as OpenAI's clients call them. A call holds a thread only while its prefix is
 * found; its text is written by the connection's event loop as it is made. A client that goes away ends its text before the next step.
 */
@ApplicationScoped
class Completions {
    private static final Logger LOG = Logger.getLogger(Completions.class);
    private static final long MAX_BODY = 8 << 20;

    private final TextModel model;
    private final Choice choice;
    private final InferenceConfig config;
    private final Clock clock;
    private final GenerationMeters meters;

    Completions(TextModel model, Choice choice, InferenceConfig config, Clock clock, GenerationMeters meters) {
        this.model = model;
        this.choice = choice;
        this.config = config;
        this.clock = clock;
        this.meters = meters;
    }

    void routes(@Observes Router router) {
        router.get("/v1/models").handler(call -> json(call, 200, Answers.models(choice.models())));
        router.post("/v1/completions")
                .handler(BodyHandler.create(false).setBodyLimit(MAX_BODY))
                .blockingHandler(this::complete, false);
    }

    private void complete(RoutingContext call) {
        try {
            byte[] body = call.body().buffer() == null
                    ? new byte[0]
                    : call.body().buffer().getBytes();
            start(call, CompletionRequest.of(body));
        } catch (CompletionException e) {
            json(call, e.status(), Answers.error(e.status(), e.field(), String.valueOf(e.getMessage())));
        } catch (QueueFullException e) {
            json(call, 429, Answers.error(429, null, String.valueOf(e.getMessage())));
        } catch (RuntimeException e) {
            LOG.error("A completion failed", e);
            json(call, 500, Answers.error(500, null, "The service failed; its log says why"));
        }
    }

    private void start(RoutingContext call, CompletionRequest request) throws QueueFullException {
        Instant asked = clock.instant();
        if (!model.generates()) {
            throw CompletionException.field(
                    "model",
                    "is '" + request.model() + "', but this service's backbone '" + model.backboneName()
                            + "' is an encoder, which classifies and generates nothing");
        }
        Chosen chosen = choice.of(request);
        Tokens prompt = model.prompt(request.prompt());
        int first = chosen.adapter() == null ? 0 : chosen.adapter().firstPosition();
        int most = model.positions() - first;
        if (prompt.length() < 1 || prompt.length() > most) {
            throw CompletionException.field(
                    "prompt", "has " + prompt.length() + " tokens; the model reads 1 to " + most);
        }
        Long seed = request.seed();
        GenerationRequest generation = new GenerationRequest(
                prompt,
                chosen.adapter(),
                request.sampling(),
                seed == null ? ThreadLocalRandom.current().nextLong() : seed,
                request.maxTokens(),
                model.endTokens());
        Head head = new Head("cmpl-" + UUID.randomUUID(), asked.getEpochSecond(), request.model(), chosen.digest());
        HttpServerResponse response = call.response();
        AtomicBoolean gone = new AtomicBoolean();
        AtomicReference<@Nullable Runnable> cancel = new AtomicReference<>();
        response.closeHandler(closed -> {
            gone.set(true);
            Runnable known = cancel.get();
            if (known != null) {
                known.run();
            }
        });
        Context context = Objects.requireNonNull(call.vertx().getOrCreateContext());
        Completion.Reader reader = request.stream()
                ? new Streamed(context, response, head, prompt.length(), request.usage())
                : new Whole(context, call, head, prompt.length());
        Completion text = new Completion(model.stream(prompt), new StopText(request.stop()), gone::get, reader);
        Runnable ticket = model.generate(
                generation, clock.instant().plus(config.generationTime()), new Metered(text, meters, clock, asked));
        cancel.set(ticket);
        if (gone.get()) {
            ticket.run();
        }
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
