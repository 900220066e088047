package dev.affix.load.texts;

import dev.affix.contracts.Generation;
import dev.affix.prefix.adapter.Adapter;
import dev.affix.prefix.backbone.BackboneConfig;
import dev.affix.prefix.backbone.BackboneWeights;
import dev.affix.prefix.engine.Backbone;
import dev.affix.prefix.engine.EngineSettings;
import dev.affix.prefix.engine.Precision;
import dev.affix.prefix.generation.GenerationRequest;
import dev.affix.prefix.generation.Generator;
import dev.affix.prefix.generation.Sampling;
import dev.affix.prefix.generation.TextStream;
import dev.affix.prefix.tokenizer.TextTokenizer;
import dev.affix.prefix.tokenizer.Tokens;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** Goes on with one text after another, in this process: what the service, which does many at once, must say too. */
final class Writer implements AutoCloseable {
    private static final int PREFIX = 4;

    private final Backbone backbone;
    private final TextTokenizer tokenizer;
    private final Set<Integer> ends;

    Writer(Path model) {
        BackboneWeights weights = BackboneWeights.load(model.toString());
        backbone = Backbone.open(weights, new EngineSettings(1, "cpu", Precision.FLOAT32));
        tokenizer = TextTokenizer.whole(weights);
        ends = weights.endTokens();
    }

    String digest() {
        return backbone.digest();
    }

    /** Returns a prefix of random numbers without a head; the smaller they are, the less it changes. */
    Adapter prefix(float scale) {
        BackboneConfig shape = backbone.config();
        SplittableRandom random = new SplittableRandom(1);
        float[] values = new float[PREFIX * shape.valuesPerPosition()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian() * scale;
        }
        return new Adapter(
                backbone.digest(),
                PREFIX,
                shape.layers(),
                shape.keyValueHeads(),
                shape.headDim(),
                List.of(),
                values,
                new float[0],
                new float[0]);
    }

    String goOn(String prompt, @Nullable Adapter prefix, Generation how) {
        Tokens tokens = tokenizer.encode(prompt);
        TextStream stream = new TextStream(tokenizer, tokens);
        StringBuilder text = new StringBuilder();
        new Generator(backbone)
                .generate(
                        new GenerationRequest(tokens, prefix, Sampling.GREEDY, 0, how.maxTokens(), ends),
                        id -> text.append(stream.next(id)));
        return text.append(stream.rest()).toString();
    }

    @Override
    public void close() {
        tokenizer.close();
        backbone.close();
    }
}
