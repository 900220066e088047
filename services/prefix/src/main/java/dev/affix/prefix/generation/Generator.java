package dev.affix.prefix.generation;

import dev.affix.prefix.adapter.Adapter;
import dev.affix.prefix.engine.Backbone;
import dev.affix.prefix.engine.Generation;
import dev.affix.prefix.tokenizer.Tokens;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/** Goes on with one text after another. Thread-safe: each call has its own cache. */
public final class Generator {
    private final Backbone backbone;

    /** Creates one on a decoder, which stays the caller's to close. */
    public Generator(Backbone backbone) {
        this.backbone = backbone;
    }

    /**
     * What is asked for.
     *
     * @param prompt the text so far, of one token or more
     * @param prefix whose keys and values come before it, or null for none
     * @param sampling how tokens are chosen
     * @param seed of the choice
     * @param maxTokens how many tokens at most
     * @param stop a token that ends the text and is not part of it; negative for none
     */
    public record Request(
            Tokens prompt, @Nullable Adapter prefix, Sampling sampling, long seed, int maxTokens, int stop) {
        public Request {
            if (maxTokens < 1) {
                throw new IllegalArgumentException("maxTokens must be positive, is " + maxTokens);
            }
        }
    }

    /**
     * Returns the tokens after the prompt. The text also ends where the backbone has no further position.
     *
     * @param each is told every token as it is chosen
     * @throws IllegalArgumentException if the prompt is one the backbone cannot read, or the prefix is of another backbone
     */
    public List<Integer> generate(Request request, IntConsumer each) {
        SplittableRandom random = new SplittableRandom(request.seed());
        List<@Nullable Adapter> prefixes = new ArrayList<>();
        prefixes.add(request.prefix());
        int first = request.prefix() == null ? 0 : request.prefix().firstPosition();
        int room = backbone.config().maxPositions() - first - request.prompt().length();
        List<Integer> chosen = new ArrayList<>();
        try (Generation generation = new Generation(backbone, prefixes)) {
            Tokens next = request.prompt();
            while (true) {
                int id = request.sampling().choose(generation.read(List.of(next))[0], random);
                if (id == request.stop()) {
                    return chosen;
                }
                chosen.add(id);
                each.accept(id);
                if (chosen.size() == request.maxTokens() || chosen.size() > room) {
                    return chosen;
                }
                next = new Tokens(id);
            }
        }
    }
}
