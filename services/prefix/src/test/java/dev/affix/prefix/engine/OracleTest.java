package dev.affix.prefix.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.affix.prefix.adapter.Adapter;
import dev.affix.prefix.adapter.PrefixLayout;
import dev.affix.prefix.backbone.BackboneConfig;
import dev.affix.prefix.backbone.BackboneWeights;
import dev.affix.prefix.tokenizer.Tokens;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The TorchScript program against the encoder that is written operation by operation. */
class OracleTest {
    private static final int CLASSES = 5;

    private final SplittableRandom random = new SplittableRandom(7);

    @ParameterizedTest
    @ValueSource(strings = {"minilm", "tiny"})
    void logitsAndGradientsAreThoseOfTheOperationByOperationEncoder(String name) {
        Backbone backbone = Backbones.named(name);
        BackboneWeights weights = Backbones.weightsOf(name);
        BackboneConfig c = backbone.config();
        int positions = 16;
        float[] keyValues = Adapters.normal(random, c.layers() * 2 * positions * c.hidden(), 0.7);
        float[] headWeight = Adapters.normal(random, CLASSES * c.hidden(), 0.3);
        float[] headBias = Adapters.normal(random, CLASSES, 0.3);
        List<Tokens> texts = Backbones.texts(backbone, random, 3, 11, 20, 1, 7);
        int[] labels = {4, 0, 2, 2, 1};
        try (OpByOp oracle = new OpByOp(weights, keyValues, headWeight, headBias)) {
            float[] logits = logits(backbone, keyValues, positions, headWeight, headBias, texts);
            double logitDifference = IntStream.range(0, texts.size())
                    .mapToDouble(row -> Backbones.difference(
                            Arrays.copyOfRange(logits, row * CLASSES, (row + 1) * CLASSES),
                            oracle.logits(texts.get(row))))
                    .max()
                    .orElseThrow();

            Tuning.Gradients actual = new Tuning(backbone).gradients(keyValues, headWeight, headBias, texts, labels);
            Tuning.Gradients expected = oracle.gradients(texts, labels);

            double prefix = Backbones.difference(actual.keyValues(), expected.keyValues());
            double head = Backbones.difference(actual.headWeight(), expected.headWeight());
            System.out.printf(
                    "%s: logits %.1e, prefix gradient %.1e of %.1e, head gradient %.1e of %.1e%n",
                    name, logitDifference, prefix, largest(expected.keyValues()), head, largest(expected.headWeight()));
            assertThat(logitDifference).isLessThanOrEqualTo(1e-5);
            assertThat(actual.loss()).isCloseTo(expected.loss(), org.assertj.core.data.Offset.offset(1e-5));
            // Prefix gradients are small, so the bound is also one of their own size.
            assertThat(prefix).isLessThanOrEqualTo(Math.min(1e-5, 1e-4 * largest(expected.keyValues())));
            assertThat(head).isLessThanOrEqualTo(1e-5);
            assertThat(Backbones.difference(actual.headBias(), expected.headBias()))
                    .isLessThanOrEqualTo(1e-5);
        }
    }

    private static float[] logits(
            Backbone backbone,
            float[] keyValues,
            int positions,
            float[] headWeight,
            float[] headBias,
            List<Tokens> texts) {
        BackboneConfig c = backbone.config();
        Adapter adapter = new Adapter(
                backbone.digest(),
                positions,
                c.layers(),
                c.heads(),
                c.headDim(),
                IntStream.range(0, headBias.length).mapToObj(Integer::toString).toList(),
                new PrefixLayout(c.layers(), c.heads(), c.headDim()).toPromptEmbeddings(keyValues, positions),
                headWeight,
                headBias);
        Bank bank = new Bank(backbone, List.of(adapter));
        try {
            return bank.logits(texts, new int[texts.size()]);
        } finally {
            bank.release();
        }
    }

    private static double largest(float[] values) {
        return Backbones.difference(values, new float[values.length]);
    }
}
