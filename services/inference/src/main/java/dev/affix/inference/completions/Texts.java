package dev.affix.inference.completions;

import dev.affix.inference.config.InferenceConfig;
import dev.affix.inference.generation.Completion;
import dev.affix.inference.generation.StopText;
import dev.affix.inference.generation.TextModel;
import dev.affix.inference.meters.GenerationMeters;
import dev.affix.prefix.generation.GenerationRequest;
import dev.affix.prefix.generation.QueueFullException;
import dev.affix.prefix.tokenizer.Tokens;
import io.vertx.core.Context;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Begins the text of a call, and writes it as it is made. A client that goes away ends its text before the next step. Thread-safe.
 */
@ApplicationScoped
class Texts {
    private final TextModel model;
    private final Choice choice;
    private final InferenceConfig config;
    private final Clock clock;
    private final GenerationMeters meters;

    /** How a text is written, once its prefix and the length of its prompt are known. */
    @FunctionalInterface
    interface Formats {
        Format of(Chosen chosen, int promptTokens);
    }

    Texts(TextModel model, Choice choice, InferenceConfig config, Clock clock, GenerationMeters meters) {
        this.model = model;
        this.choice = choice;
        this.config = config;
        this.clock = clock;
        this.meters = meters;
    }

    /**
     * Begins a text.
     *
     * @throws CompletionException if it cannot be had as it is asked for
     * @throws QueueFullException if too many wait
     */
    void begin(RoutingContext call, CompletionRequest request, Formats formats) throws QueueFullException {
        Instant asked = clock.instant();
        if (!model.generates()) {
            throw CompletionException.field(
                    "model",
                    "is '" + request.model() + "', but this service's backbone '" + model.backboneName()
                            + "' is an encoder, which classifies and generates nothing");
        }
        Chosen chosen = choice.of(request);
        Tokens prompt = model.prompt(request.prompt());
        int most = model.room(chosen.adapter());
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
        AtomicBoolean gone = new AtomicBoolean();
        AtomicReference<@Nullable Runnable> cancel = new AtomicReference<>();
        HttpServerResponse response = call.response();
        response.closeHandler(closed -> {
            gone.set(true);
            Runnable known = cancel.get();
            if (known != null) {
                known.run();
            }
        });
        Context context = Objects.requireNonNull(call.vertx().getOrCreateContext());
        Format format = formats.of(chosen, prompt.length());
        Completion.Reader reader =
                request.stream() ? new Streamed(context, response, format) : new Whole(context, call, format);
        Completion text = new Completion(model.decoder(prompt), new StopText(request.stop()), gone::get, reader);
        Runnable ticket = model.generate(
                generation, clock.instant().plus(config.generationTime()), new Metered(text, meters, clock, asked));
        cancel.set(ticket);
        if (gone.get()) {
            ticket.run();
        }
    }
}
