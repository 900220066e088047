package dev.affix.prefix.generation;

import dev.affix.prefix.engine.Backbone;
import dev.affix.prefix.engine.Generation;
import dev.affix.prefix.tokenizer.Tokens;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.IntConsumer;

/** Goes on with one text after another. Thread-safe: each call has its own cache. For many at once, {@link ContinuousBatch}. */
public final class Generator {
    private final Backbone backbone;

    /** Creates one on a decoder, which stays the caller's to close. */
    public Generator(Backbone backbone) {
        this.backbone = backbone;
    }

    /**
     * Returns the tokens after the prompt. The text also ends where the backbone has no further position.
     *
     * @param each is told every token as it is chosen
     * @throws IllegalArgumentException if the prompt is one the backbone cannot read, or the prefix is of another backbone
     */
    public List<Integer> generate(GenerationRequest request, IntConsumer each) {
        SplittableRandom random = new SplittableRandom(request.seed());
        int room = backbone.config().maxPositions()
                - request.firstPosition()
                - request.prompt().length();
        List<Integer> chosen = new ArrayList<>();
        try (Generation generation = new Generation(backbone)) {
            List<Generation.Row> row = List.of(generation.begin(request.prefix()));
            Tokens next = request.prompt();
            while (true) {
                int id = request.sampling().choose(generation.read(row, List.of(next))[0], random);
                if (request.ends().contains(id)) {
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
