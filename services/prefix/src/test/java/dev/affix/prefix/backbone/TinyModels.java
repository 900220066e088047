package dev.affix.prefix.backbone;

import dev.affix.prefix.backbone.architecture.Architectures;
import dev.affix.prefix.safetensors.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;

/** Random models small enough for a test. */
public final class TinyModels {
    /** Grouped queries: four query heads share two of keys and values. */
    public static final BackboneConfig LLAMA =
            new BackboneConfig(Architectures.LLAMA, 2, 16, 4, 2, 24, 30, 40, 1, 1e-5f, 10_000, false);

    public static final BackboneConfig GPT2 =
            new BackboneConfig(Architectures.GPT2, 2, 16, 4, 4, 64, 30, 40, 1, 1e-5f, 0, true);

    /** Images of 2 channels and 6 times 6 pixels, in 9 patches. */
    public static final BackboneConfig VIT =
            new BackboneConfig(Architectures.VIT, 2, 16, 4, 4, 24, 1, 10, 1, 1e-6f, 0, true, new ImageShape(2, 6, 2));

    private TinyModels() {}

    /** Random weights under their names. */
    public static Map<String, Tensor> tensors(BackboneConfig config, long seed) {
        Random random = new Random(seed);
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        config.architecture().tensors(config).forEach((name, shape) -> {
            int size = 1;
            for (long dimension : shape) {
                size *= (int) dimension;
            }
            boolean norm = shape.length == 1 && name.endsWith(".weight");
            float[] data = new float[size];
            for (int i = 0; i < size; i++) {
                data[i] = (float) (random.nextGaussian() * 0.3) + (norm ? 1 : 0);
            }
            tensors.put(name, new Tensor(data, shape));
        });
        return tensors;
    }

    /** The same as a backbone. */
    public static BackboneWeights weights(BackboneConfig config, long seed) {
        String name = "tiny " + config.architecture().modelType() + " " + seed;
        String digest = Sha256.hex(name.getBytes(StandardCharsets.UTF_8));
        return BackboneWeights.of(name, "a test", digest, config, tensors(config, seed), new byte[0]);
    }
}
