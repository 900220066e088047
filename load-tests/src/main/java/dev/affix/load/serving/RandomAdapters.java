package dev.affix.load.serving;

import dev.affix.prefix.adapter.Adapter;
import dev.affix.prefix.adapter.AdapterFile;
import dev.affix.prefix.backbone.BackboneWeights;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** Adapters of random numbers for the default backbone: what they answer does not matter, what they cost does. Not thread-safe. */
final class RandomAdapters {
    static final int PREFIX = 16;
    static final List<String> LABELS =
            IntStream.range(0, 10).mapToObj(i -> "label-" + i).toList();

    private final SplittableRandom random;
    private final BackboneWeights weights;

    RandomAdapters(BackboneWeights weights, long seed) {
        this.weights = weights;
        this.random = new SplittableRandom(seed);
    }

    AdapterFile next() {
        var shape = weights.config();
        return AdapterFile.of(new Adapter(
                weights.digest(),
                PREFIX,
                shape.layers(),
                shape.keyValueHeads(),
                shape.headDim(),
                LABELS,
                normal(PREFIX * shape.valuesPerPosition()),
                normal(LABELS.size() * shape.hidden()),
                normal(LABELS.size())));
    }

    private float[] normal(int size) {
        float[] values = new float[size];
        for (int i = 0; i < size; i++) {
            values[i] = (float) (0.3 * random.nextGaussian());
        }
        return values;
    }
}
