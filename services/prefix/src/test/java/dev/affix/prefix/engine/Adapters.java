package dev.affix.prefix.engine;

import dev.affix.prefix.adapter.Adapter;
import dev.affix.prefix.backbone.BackboneConfig;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** Random adapters for tests. */
public final class Adapters {
    private Adapters() {}

    /** Keys and values like those of tokens, a head that tells classes apart. */
    public static Adapter random(Backbone backbone, SplittableRandom random, int prefixLength, int classes) {
        return shaped(backbone, random, prefixLength, classes, backbone.config().layers(), 0);
    }

    /** As {@link #random}, with a prefix in the first layers only, and texts whose first token has another position. */
    public static Adapter shaped(
            Backbone backbone,
            SplittableRandom random,
            int prefixLength,
            int classes,
            int prefixLayers,
            int firstPosition) {
        BackboneConfig c = backbone.config();
        return new Adapter(
                backbone.digest(),
                prefixLength,
                c.layers(),
                c.keyValueHeads(),
                c.headDim(),
                IntStream.range(0, classes).mapToObj(i -> "class " + i).toList(),
                normal(random, prefixLength * c.valuesPerPosition() / c.layers() * prefixLayers, 0.7),
                normal(random, classes * c.hidden(), 2 / Math.sqrt(c.hidden())),
                normal(random, classes, 0.5),
                prefixLayers,
                firstPosition);
    }

    /** [size] */
    public static float[] normal(SplittableRandom random, int size, double deviation) {
        float[] values = new float[size];
        for (int i = 0; i < size; i++) {
            values[i] = (float) (random.nextGaussian() * deviation);
        }
        return values;
    }
}
