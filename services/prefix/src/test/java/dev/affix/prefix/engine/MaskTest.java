package dev.affix.prefix.engine;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDManager;
import dev.affix.prefix.backbone.BackboneConfig;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Bit for bit: whatever stands at a masked position has a weight of exactly zero. */
class MaskTest {
    private static final int POSITIONS = 6;
    private static final float[] PREFIX_MASK = {1, 1, 0, 1, 0, 0, /* second row: no prefix */ 0, 0, 0, 0, 0, 0};
    private static final int LENGTH = 7;
    private static final float[] TOKEN_MASK = {1, 1, 1, 1, 0, 0, 0, /* second row */ 1, 1, 1, 1, 1, 1, 0};

    @ParameterizedTest
    @CsvSource({"tiny, false", "minilm, false", "tiny, true", "minilm, true"})
    void whatIsMaskedChangesNotOneBit(String name, boolean serving) {
        Backbone backbone = Backbones.named(name);
        BackboneConfig c = backbone.config();
        SplittableRandom random = new SplittableRandom(91);
        int slots = c.layers() * 2 * 2 * c.heads();
        float[] prefix = Adapters.normal(random, slots * POSITIONS * c.headDim(), 0.7);
        long[] ids = new long[2 * LENGTH];
        for (int i = 0; i < ids.length; i++) {
            ids[i] = random.nextInt(1, c.vocabulary());
        }
        float[] before = pooled(backbone, serving, prefix, ids);

        float[] otherPrefix = prefix.clone();
        for (int i = 0; i < prefix.length; i++) {
            // [L, 2, B, H, P, h]
            int position = i / c.headDim() % POSITIONS;
            int row = i / c.headDim() / POSITIONS / c.heads() % 2;
            if (PREFIX_MASK[row * POSITIONS + position] == 0) {
                otherPrefix[i] = (float) (1e6 * random.nextGaussian());
            }
        }
        long[] otherIds = ids.clone();
        for (int i = 0; i < ids.length; i++) {
            if (TOKEN_MASK[i] == 0) {
                otherIds[i] = (ids[i] + 1) % c.vocabulary();
            }
        }
        assertThat(pooled(backbone, serving, otherPrefix, otherIds)).isEqualTo(before);
        // and what is not masked does
        otherPrefix[0] += 1;
        assertThat(pooled(backbone, serving, otherPrefix, otherIds)).isNotEqualTo(before);
    }

    /** [2, d] */
    private static float[] pooled(Backbone backbone, boolean serving, float[] prefix, long[] ids) {
        BackboneConfig c = backbone.config();
        Torch torch = backbone.torch();
        String method = serving ? backbone.serving().method().replace("serve", "pooled") : "pooled";
        try (NDManager scope = torch.scope()) {
            return torch.call(
                            scope,
                            method,
                            serving ? backbone.serving().weights().tensors() : backbone.weights(),
                            false,
                            torch.floats(scope, prefix, c.layers(), 2, 2, c.heads(), POSITIONS, c.headDim()),
                            torch.floats(scope, everyLayer(c.layers()), 2, c.layers(), POSITIONS),
                            torch.longs(scope, withPositions(ids), 2, 2, LENGTH),
                            torch.floats(scope, TOKEN_MASK, 2, LENGTH))
                    .toFloatArray();
        }
    }

    /** [2, L, P] */
    private static float[] everyLayer(int layers) {
        float[] mask = new float[2 * layers * POSITIONS];
        for (int i = 0; i < mask.length; i++) {
            mask[i] = PREFIX_MASK[i / (layers * POSITIONS) * POSITIONS + i % POSITIONS];
        }
        return mask;
    }

    /** [2, B, S] */
    private static long[] withPositions(long[] ids) {
        long[] both = java.util.Arrays.copyOf(ids, 2 * ids.length);
        for (int i = 0; i < ids.length; i++) {
            both[ids.length + i] = i % LENGTH;
        }
        return both;
    }
}
