package dev.affix.prefix.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.affix.prefix.adapter.Adapter;
import dev.affix.prefix.adapter.PrefixLayout;
import dev.affix.prefix.backbone.BackboneConfig;
import dev.affix.prefix.backbone.BackboneWeights;
import dev.affix.prefix.backbone.TinyModels;
import dev.affix.prefix.tokenizer.Tokens;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Decoders with prefixes against plain loops in double precision. */
class DecoderTest {
    private static final int CLASSES = 3;

    private final SplittableRandom random = new SplittableRandom(11);

    private static BackboneConfig config(String family) {
        return family.equals("llama") ? TinyModels.LLAMA : TinyModels.GPT2;
    }

    private Adapter adapter(Backbone backbone, int positions, int firstPosition) {
        BackboneConfig c = backbone.config();
        return new Adapter(
                backbone.digest(),
                positions,
                c.layers(),
                c.keyValueHeads(),
                c.headDim(),
                List.of("a", "b", "c"),
                Adapters.normal(random, positions * c.valuesPerPosition(), 0.7),
                Adapters.normal(random, CLASSES * c.hidden(), 0.3),
                Adapters.normal(random, CLASSES, 0.3),
                c.layers(),
                firstPosition);
    }

    private static double[] doubles(float[] values) {
        return IntStream.range(0, values.length).mapToDouble(i -> values[i]).toArray();
    }

    private static NaiveDecoder oracle(BackboneWeights weights, @Nullable Adapter adapter) {
        return adapter == null
                ? new NaiveDecoder(weights, new double[0], 0)
                : new NaiveDecoder(weights, doubles(adapter.keyValues()), adapter.firstPosition());
    }

    private static double[] head(double[] state, float[] weight, float[] bias) {
        double[] logits = doubles(bias);
        for (int k = 0; k < logits.length; k++) {
            for (int i = 0; i < state.length; i++) {
                logits[k] += weight[k * state.length + i] * state[i];
            }
        }
        return logits;
    }

    @ParameterizedTest
    @ValueSource(strings = {"llama", "gpt2"})
    void aMixedBatchAnswersWithEachTextsLastToken(String family) {
        BackboneWeights weights = TinyModels.weights(config(family), 1);
        try (Backbone backbone = Backbone.open(weights, Backbones.settings())) {
            List<Adapter> adapters = List.of(adapter(backbone, 3, 0), adapter(backbone, 5, 5), adapter(backbone, 0, 0));
            List<Tokens> texts = Backbones.texts(backbone, random, 4, 1, 9, 2, 6);
            int[] which = {0, 1, 2, 1, 0};
            Bank bank = new Bank(backbone, adapters);
            try {
                float[] logits = bank.logits(texts, which);
                for (int row = 0; row < which.length; row++) {
                    Adapter adapter = adapters.get(which[row]);
                    double[] state = oracle(weights, adapter).last(texts.get(row));
                    double[] expected = head(state, adapter.headWeight(), adapter.headBias());
                    for (int k = 0; k < CLASSES; k++) {
                        assertThat((double) logits[row * CLASSES + k]).isCloseTo(expected[k], within(2e-5));
                    }
                }
            } finally {
                bank.release();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"llama", "gpt2"})
    void gradientsAreTheSlopesOfTheDefinition(String family) {
        BackboneWeights weights = TinyModels.weights(config(family), 2);
        try (Backbone backbone = Backbone.open(weights, Backbones.settings())) {
            Adapter adapter = adapter(backbone, 2, 2);
            List<Tokens> texts = Backbones.texts(backbone, random, 5, 3);
            int[] labels = {2, 0};
            float[] keyValues = adapter.keyValues();
            Tuning.Gradients gradients = new Tuning(backbone)
                    .gradients(
                            new Tuning.Prefix(keyValues, backbone.config().layers(), 2, List.of()),
                            adapter.headWeight(),
                            adapter.headBias(),
                            texts,
                            labels);
            double step = 1e-5;
            double largest = 0;
            for (int i = 0; i < keyValues.length; i++) {
                double[] moved = doubles(keyValues);
                moved[i] += step;
                double up = loss(weights, moved, adapter, texts, labels);
                moved[i] -= 2 * step;
                double slope = (up - loss(weights, moved, adapter, texts, labels)) / (2 * step);
                assertThat((double) gradients.keyValues()[i]).isCloseTo(slope, within(2e-6));
                largest = Math.max(largest, Math.abs(slope));
            }
            assertThat(largest).isGreaterThan(1e-3);
            assertThat(gradients.loss())
                    .isCloseTo(loss(weights, doubles(keyValues), adapter, texts, labels), within(1e-5));
        }
    }

    private static double loss(
            BackboneWeights weights, double[] keyValues, Adapter adapter, List<Tokens> texts, int[] labels) {
        NaiveDecoder oracle = new NaiveDecoder(weights, keyValues, adapter.firstPosition());
        double loss = 0;
        for (int row = 0; row < labels.length; row++) {
            double[] z = head(oracle.last(texts.get(row)), adapter.headWeight(), adapter.headBias());
            loss += Math.log(Arrays.stream(z).map(Math::exp).sum()) - z[labels[row]];
        }
        return loss;
    }

    @ParameterizedTest
    @ValueSource(strings = {"llama", "gpt2"})
    void theCacheForgetsNothingAndMixesNothing(String family) {
        BackboneWeights weights = TinyModels.weights(config(family), 3);
        try (Backbone backbone = Backbone.open(weights, Backbones.settings())) {
            List<@Nullable Adapter> prefixes = Arrays.asList(adapter(backbone, 4, 4), null, adapter(backbone, 2, 0));
            List<List<Tokens>> reads = List.of(
                    Backbones.texts(backbone, random, 3, 7, 1),
                    Backbones.texts(backbone, random, 1, 1, 1),
                    Backbones.texts(backbone, random, 2, 1, 4));
            List<List<Integer>> read = List.of(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
            try (Generation generation = new Generation(backbone)) {
                List<Generation.Row> rows =
                        prefixes.stream().map(generation::begin).toList();
                for (List<Tokens> more : reads) {
                    float[][] logits = generation.read(rows, more);
                    for (int row = 0; row < prefixes.size(); row++) {
                        Arrays.stream(more.get(row).ids()).forEach(read.get(row)::add);
                        Tokens all = new Tokens(read.get(row).stream()
                                .mapToInt(Integer::intValue)
                                .toArray());
                        double[] expected = oracle(weights, prefixes.get(row)).next(all);
                        for (int id = 0; id < expected.length; id++) {
                            assertThat((double) logits[row][id])
                                    .as("row %d, token %d", row, id)
                                    .isCloseTo(expected[id], within(5e-5));
                        }
                    }
                }
            }
        }
    }

    @Test
    void aTextLongerThanThePositionsIsRefusedAndNothingIsLost() {
        BackboneWeights weights = TinyModels.weights(TinyModels.LLAMA, 4);
        try (Backbone backbone = Backbone.open(weights, Backbones.settings());
                Generation generation = new Generation(backbone)) {
            List<Generation.Row> row = List.of(generation.begin(null));
            generation.read(row, List.of(new Tokens(1, 2, 3)));
            assertThatThrownBy(() -> generation.read(row, List.of(new Tokens(new int[38]))))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("1 to 37");
            double[] expected = oracle(weights, null).next(new Tokens(1, 2, 3, 4));
            float[] logits = generation.read(row, List.of(new Tokens(4)))[0];
            assertThat((double) logits[7]).isCloseTo(expected[7], within(5e-5));
        }
    }

    @Test
    void anEncoderGeneratesNothing() {
        assertThatThrownBy(() -> new Generation(Backbones.tiny()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("encoder");
    }

    @Test
    void prefixesKeepTheirLayoutUnderGroupedQueries() {
        BackboneConfig c = TinyModels.LLAMA;
        assertThat(new PrefixLayout(c.layers(), c.keyValueHeads(), c.headDim()).columns())
                .isEqualTo(c.valuesPerPosition());
    }
}
