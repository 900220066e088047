package dev.affix.prefix.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.affix.prefix.adapter.Adapter;
import dev.affix.prefix.backbone.BackboneConfig;
import dev.affix.prefix.backbone.BackboneWeights;
import dev.affix.prefix.backbone.Tensor;
import dev.affix.prefix.tokenizer.Tokens;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Where tokens stand and which layers see the prefix, adapter by adapter in one batch. */
class PlacementTest {
    private static final int P = 3;

    private final Backbone backbone = Backbones.tiny();
    private final BackboneConfig c = backbone.config();
    private final SplittableRandom random = new SplittableRandom(17);
    private final Adapter plain = Adapters.random(backbone, random, P, 4);
    private final List<Tokens> texts = Backbones.texts(backbone, random, 5, 5);

    /** Counting positions from P is the same as moving the rows of the position embedding by P. */
    @Test
    void tokensAfterThePrefixHaveTheirPositionsMovedByItsLength() {
        Adapter shifted = placed(plain, c.layers(), P, plain.promptEmbeddings());
        float[] mixed = logits(backbone, List.of(plain, shifted), texts, 0, 1);

        try (Backbone moved = Backbone.open(moved(), Backbones.settings())) {
            Adapter there = new Adapter(
                    moved.digest(),
                    P,
                    2,
                    2,
                    4,
                    plain.labels(),
                    plain.promptEmbeddings(),
                    plain.headWeight(),
                    plain.headBias());
            float[] expected = logits(moved, List.of(there), texts, 0, 0);
            assertThat(Backbones.difference(row(mixed, 1), row(expected, 1))).isLessThanOrEqualTo(1e-6);
        }
        float[] alone = logits(backbone, List.of(plain), texts, 0, 0);
        assertThat(Backbones.difference(row(mixed, 0), row(alone, 0))).isLessThanOrEqualTo(1e-6);
        assertThat(Backbones.difference(row(mixed, 1), row(alone, 1))).isGreaterThan(1e-3);
    }

    /** A shallow prefix leaves the layers above as they are without prefix; zeros for keys and values would not. */
    @Test
    void aShallowPrefixIsSeenByTheFirstLayerOnly() {
        int columns = 2 * c.hidden();
        float[] first = new float[P * columns];
        float[] zeros = new float[P * c.layers() * columns];
        for (int p = 0; p < P; p++) {
            System.arraycopy(plain.promptEmbeddings(), p * c.layers() * columns, first, p * columns, columns);
            System.arraycopy(first, p * columns, zeros, p * c.layers() * columns, columns);
        }
        Adapter shallow = placed(plain, 1, 0, first);
        Adapter zeroed = placed(plain, c.layers(), 0, zeros);
        float[] served = logits(backbone, List.of(shallow, plain, zeroed), texts, 0, 2);

        Tuning tuning = new Tuning(backbone);
        Tuning.Prefix prefix = new Tuning.Prefix(zeroed.keyValues(), 1, 0, List.of());
        for (int label = 0; label < 4; label++) {
            double loss = tuning.gradients(
                            prefix, plain.headWeight(), plain.headBias(), texts.subList(0, 1), new int[] {label})
                    .loss();
            assertThat(-logSoftmax(row(served, 0))[label]).isCloseTo(loss, org.assertj.core.data.Offset.offset(2e-6));
        }
        assertThat(Backbones.difference(row(served, 1), row(logits(backbone, List.of(shallow), texts, 0, 0), 1)))
                .as("zero keys and values are not nothing")
                .isGreaterThan(1e-3);
    }

    /** The layers above the first are masked: whatever stands there changes not one bit of loss and gets no gradient. */
    @Test
    void whatStandsInLayersThatDoNotSeeThePrefixChangesNotOneBit() {
        float[] keyValues = plain.keyValues();
        int first = keyValues.length / c.layers();
        Tuning tuning = new Tuning(backbone);
        Tuning.Gradients before = shallowGradients(tuning, keyValues);
        for (int i = first; i < keyValues.length; i++) {
            keyValues[i] = 1000 * (float) random.nextGaussian();
        }
        Tuning.Gradients after = shallowGradients(tuning, keyValues);

        assertThat(after.loss()).isEqualTo(before.loss());
        assertThat(after.keyValues()).isEqualTo(before.keyValues());
        assertThat(Arrays.copyOfRange(after.keyValues(), first, keyValues.length))
                .containsOnly(0);
        assertThat(Backbones.difference(Arrays.copyOf(after.keyValues(), first), new float[first]))
                .isGreaterThan(1e-4);
    }

    @Test
    void aTextThatEndsPastTheLastPositionIsRefused() {
        Adapter shifted = placed(plain, c.layers(), P, plain.promptEmbeddings());
        List<Tokens> long22 = Backbones.texts(backbone, random, 22);

        assertThat(logits(backbone, List.of(plain, shifted), long22, 0)).hasSize(4);
        assertThatThrownBy(() -> logits(backbone, List.of(plain, shifted), long22, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Row 0 has 22 tokens; the backbone reads 1 to 21 from position 3 on");
    }

    private Tuning.Gradients shallowGradients(Tuning tuning, float[] keyValues) {
        return tuning.gradients(
                new Tuning.Prefix(keyValues, 1, 0, List.of()), plain.headWeight(), plain.headBias(), texts, new int[] {
                    1, 2
                });
    }

    private static Adapter placed(Adapter a, int prefixLayers, int firstPosition, float[] prompt) {
        return new Adapter(
                a.backboneDigest(),
                a.prefixLength(),
                a.layers(),
                a.heads(),
                a.headDim(),
                a.labels(),
                prompt,
                a.headWeight(),
                a.headBias(),
                prefixLayers,
                firstPosition);
    }

    private static BackboneWeights moved() {
        BackboneWeights tiny = Backbones.tinyWeights(1);
        Map<String, Tensor> tensors = new HashMap<>(tiny.tensors());
        String name = "embeddings.position_embeddings.weight";
        Tensor table = tiny.tensor(name);
        int d = tiny.config().hidden();
        float[] rows = new float[table.data().length];
        System.arraycopy(table.data(), P * d, rows, 0, rows.length - P * d);
        tensors.put(name, new Tensor(rows, table.shape()));
        return BackboneWeights.of("moved", "a test", Backbones.digest("moved"), tiny.config(), tensors, new byte[0]);
    }

    private static float[] logits(Backbone on, List<Adapter> adapters, List<Tokens> texts, int... index) {
        Bank bank = new Bank(on, adapters);
        try {
            return bank.logits(texts, index);
        } finally {
            bank.release();
        }
    }

    private static float[] row(float[] logits, int row) {
        return Arrays.copyOfRange(logits, row * 4, (row + 1) * 4);
    }

    private static double[] logSoftmax(float[] logits) {
        double sum = 0;
        for (float logit : logits) {
            sum += Math.exp(logit);
        }
        double log = Math.log(sum);
        double[] result = new double[logits.length];
        Arrays.setAll(result, i -> logits[i] - log);
        return result;
    }
}
