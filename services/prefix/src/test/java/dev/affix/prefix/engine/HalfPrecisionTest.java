package dev.affix.prefix.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.affix.prefix.adapter.Adapter;
import dev.affix.prefix.serving.Answer;
import dev.affix.prefix.serving.PrefixServer;
import dev.affix.prefix.serving.Query;
import dev.affix.prefix.tokenizer.Input;
import dev.affix.prefix.training.Example;
import dev.affix.prefix.training.PrefixTrainer;
import dev.affix.prefix.training.TrainingSettings;
import dev.affix.prefix.variant.Variant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Matrices of 16 bits beside those of single precision, on every architecture. */
class HalfPrecisionTest {
    /** Rounding to 8 bits of significand is off by at most 2^-9 = 0.2 %; several layers of it by a few percent of a vector. */
    private static final double BOUND = 0.05;

    /** 11 bits are 8 times as exact. */
    private static final double BOUND_FLOAT16 = BOUND / 8;

    private static final EngineSettings HALF = Backbones.settings(Precision.BFLOAT16);
    private static final List<String> LABELS = List.of("a", "b", "c");

    private final SplittableRandom random = new SplittableRandom(5);

    private static List<? extends Input> inputs(Backbone backbone, SplittableRandom random) {
        return backbone.config().image() == null
                ? Backbones.texts(backbone, random, 4, 9, 1, 6)
                : Backbones.images(backbone, random, 4);
    }

    private static double relative(float[] actual, float[] expected) {
        double difference = 0;
        double size = 0;
        for (int i = 0; i < actual.length; i++) {
            difference += Math.pow((double) actual[i] - expected[i], 2);
            size += Math.pow(expected[i], 2);
        }
        return Math.sqrt(difference / size);
    }

    @ParameterizedTest
    @ValueSource(strings = {"minilm", "tiny", "llama", "gpt2", "vit"})
    void answersAndGradientsInBfloat16AreThoseOfSinglePrecisionUpToRounding(String name) {
        Backbone single = Backbones.named(name);
        Adapter adapter = Adapters.random(single, random, 5, LABELS.size());
        List<? extends Input> rows = inputs(single, random);
        int[] labels = {0, 1, 2, 0};
        try (Backbone half = Backbone.open(Backbones.weightsOf(name), HALF)) {
            float[] expected = logits(single, adapter, rows);
            float[] actual = logits(half, adapter, rows);
            Tuning.Gradients exact = gradients(single, adapter, rows, labels);
            Tuning.Gradients rounded = gradients(half, adapter, rows, labels);

            double answers = relative(actual, expected);
            double prefix = relative(rounded.keyValues(), exact.keyValues());
            double head = relative(rounded.headWeight(), exact.headWeight());
            System.out.printf(
                    "%s in bfloat16: logits off by %.2f %%, prefix gradient by %.2f %%, head gradient by %.2f %%%n",
                    name, 100 * answers, 100 * prefix, 100 * head);
            // Above 0: it is really rounded.
            assertThat(answers).isBetween(1e-6, BOUND);
            assertThat(prefix).isBetween(1e-6, BOUND);
            assertThat(head).isBetween(1e-6, BOUND);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"minilm", "tiny", "llama", "gpt2", "vit"})
    void answersInFloat16AreThoseOfSinglePrecisionUpToRounding(String name) {
        Backbone single = Backbones.named(name);
        Adapter adapter = Adapters.random(single, random, 5, LABELS.size());
        List<? extends Input> rows = inputs(single, random);
        try (Backbone half = Backbone.open(Backbones.weightsOf(name), Backbones.settings(Precision.FLOAT16))) {
            double answers = relative(logits(half, adapter, rows), logits(single, adapter, rows));
            System.out.printf("%s in float16: logits off by %.3f %%%n", name, 100 * answers);
            assertThat(answers).isBetween(1e-6, BOUND_FLOAT16);
        }
    }

    private static float[] logits(Backbone backbone, Adapter adapter, List<? extends Input> rows) {
        Bank bank = new Bank(backbone, List.of(adapter));
        try {
            return bank.logits(rows, new int[rows.size()]);
        } finally {
            bank.release();
        }
    }

    private static Tuning.Gradients gradients(
            Backbone backbone, Adapter adapter, List<? extends Input> rows, int[] labels) {
        return new Tuning(backbone)
                .gradients(adapter.keyValues(), adapter.headWeight(), adapter.headBias(), rows, labels);
    }

    /** Also where the prefix goes through the layers' own frozen projections. */
    @ParameterizedTest
    @EnumSource(
            value = Variant.class,
            names = {"DEEP_SHARE", "PROMPT_TUNING"})
    void whatIsTunedTwiceIsTheSameBytes(Variant variant) {
        try (Backbone half = Backbone.open(Backbones.tinyWeights(1), HALF)) {
            byte[] first = tuned(half, variant);
            assertThat(tuned(half, variant)).isEqualTo(first);
            assertThat(tuned(Backbones.tiny(), variant))
                    .as("not in single precision")
                    .isNotEqualTo(first);
        }
    }

    private static byte[] tuned(Backbone backbone, Variant variant) {
        try (PrefixTrainer trainer = PrefixTrainer.create(backbone, TrainingSettings.preset(variant, 3), LABELS)) {
            SplittableRandom random = new SplittableRandom(9);
            for (int step = 0; step < 5; step++) {
                List<Example> batch = new ArrayList<>();
                Backbones.texts(backbone, random, 3, 7, 5).forEach(text -> batch.add(new Example(text, batch.size())));
                trainer.step(batch);
            }
            return trainer.state();
        }
    }

    @Test
    void aRowsAnswerIsTheSameAloneAndAmongOthersUpToRounding() throws Exception {
        try (Backbone half = Backbone.open(Backbones.minilmWeights(), HALF);
                PrefixServer server = new PrefixServer(half)) {
            server.load("a", Adapters.random(half, random, 16, 4));
            server.load("b", Adapters.random(half, random, 0, 2));
            List<Query> mixed = new ArrayList<>();
            Backbones.texts(half, random, 5, 11, 2, 30)
                    .forEach(text -> mixed.add(new Query(text, mixed.size() % 2 == 0 ? "a" : "b")));
            List<Answer> together = server.answer(mixed);
            for (int i = 0; i < mixed.size(); i++) {
                float[] alone = server.answer(List.of(mixed.get(i))).get(0).logProbabilities();
                assertThat(Backbones.difference(together.get(i).logProbabilities(), alone))
                        .isLessThan(BOUND);
            }
        }
    }
}
