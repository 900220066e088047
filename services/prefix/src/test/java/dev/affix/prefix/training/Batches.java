package dev.affix.prefix.training;

import dev.affix.prefix.engine.Backbone;
import dev.affix.prefix.engine.Backbones;
import dev.affix.prefix.tokenizer.Tokens;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Batches that a classifier can learn: the label is the first token's remainder. */
final class Batches {
    static final List<String> LABELS = List.of("zero", "one", "two");

    private Batches() {}

    static List<List<Example>> of(Backbone backbone, long seed, int batches, int size) {
        SplittableRandom random = new SplittableRandom(seed);
        List<List<Example>> stream = new ArrayList<>();
        for (int b = 0; b < batches; b++) {
            List<Example> batch = new ArrayList<>();
            for (int i = 0; i < size; i++) {
                Tokens text =
                        Backbones.texts(backbone, random, random.nextInt(1, 10)).get(0);
                batch.add(new Example(text, text.id(0) % LABELS.size()));
            }
            stream.add(batch);
        }
        return stream;
    }
}
