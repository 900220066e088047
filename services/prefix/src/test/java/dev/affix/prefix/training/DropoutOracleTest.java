package dev.affix.prefix.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.affix.prefix.adapter.Adapter;
import dev.affix.prefix.backbone.BackboneConfig;
import dev.affix.prefix.engine.Backbone;
import dev.affix.prefix.engine.Backbones;
import dev.affix.prefix.engine.OpByOp;
import dev.affix.prefix.engine.Tuning;
import dev.affix.prefix.tokenizer.Tokens;
import dev.affix.prefix.variant.Variant;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Prefix dropout against the encoder that is written operation by operation, with the same factors. */
class DropoutOracleTest {
    private static final int CLASSES = 5;
    private static final int POSITIONS = 4;
    private static final double DROPOUT = 0.3;
    private static final int[] LABELS = {4, 0, 2, 2, 1};
    private static final List<String> NAMES = List.of("a", "b", "c", "d", "e");

    private final SplittableRandom random = new SplittableRandom(7);

    @ParameterizedTest
    @ValueSource(strings = {"minilm", "tiny"})
    void lossAndGradientsAreThoseOfTheOperationByOperationEncoder(String name) {
        Backbone backbone = Backbones.named(name);
        Drawn drawn = drawn(backbone);
        Tuning tuning = new Tuning(backbone);
        Tuning.Gradients actual = drawn.gradients(tuning);
        Tuning.Gradients still =
                tuning.gradients(drawn.keyValues, drawn.headWeight, drawn.headBias, drawn.texts, LABELS);
        Tuning.Gradients expected = drawn.expected(name);

        double steepest = Backbones.difference(expected.keyValues(), new float[expected.keyValues().length]);
        double difference = Backbones.difference(actual.keyValues(), expected.keyValues());
        System.out.printf(
                "%s: loss %.1e, prefix gradient %.1e of %.1e, without dropout %.1e off%n",
                name,
                Math.abs(actual.loss() - expected.loss()),
                difference,
                steepest,
                Backbones.difference(still.keyValues(), expected.keyValues()));
        assertThat(Math.abs(still.loss() - expected.loss()))
                .as("what dropout changes")
                .isGreaterThan(1e-3);
        assertThat(actual.loss()).isCloseTo(expected.loss(), within(1e-5));
        assertThat(difference).isLessThanOrEqualTo(Math.min(1e-5, 1e-4 * steepest));
        assertThat(Backbones.difference(actual.headWeight(), expected.headWeight()))
                .isLessThanOrEqualTo(1e-5);
        assertThat(Backbones.difference(actual.headBias(), expected.headBias())).isLessThanOrEqualTo(1e-5);
        for (int i = 0; i < actual.keyValues().length; i++) {
            int value = i;
            if (drawn.factors.stream().allMatch(row -> row[value] == 0)) {
                assertThat(actual.keyValues()[i]).as("dropped for every row").isZero();
            }
        }
    }

    /** The factors of a step are those of its number and of each example's place in the batch, whatever the passes. */
    @Test
    void aTrainersStepHasTheLossAndTheGradientThatTheFactorsOfItsNumberGive() {
        Backbone backbone = Backbones.tiny();
        BackboneConfig c = backbone.config();
        long seed = 11;
        TrainingSettings settings = new TrainingSettings(
                Variant.NO_SHARE.parameterization(POSITIONS, 0).withDropout(DROPOUT),
                Optimizer.ADAMW,
                0.5,
                0.5,
                0.5,
                0,
                Schedule.constant(),
                1,
                5,
                2,
                seed);
        List<Tokens> texts = Backbones.texts(backbone, random, 9, 2, 20, 1, 7);
        List<Example> batch = IntStream.range(0, 5)
                .mapToObj(i -> new Example(texts.get(i), LABELS[i]))
                .toList();
        try (PrefixTrainer trainer = PrefixTrainer.create(backbone, settings, NAMES)) {
            // The head starts at zero, so that the first steps' losses say nothing of the prefix.
            trainer.step(batch);
            trainer.step(batch);
            Adapter before = trainer.materialize();
            StepReport third = trainer.step(batch);

            try (OpByOp oracle = new OpByOp(
                    Backbones.weightsOf("tiny"), before.keyValues(), before.headWeight(), before.headBias())) {
                List<float[]> drawn = IntStream.range(0, 5)
                        .mapToObj(row -> PrefixDropout.factors(DROPOUT, seed, 3, row, size(c), size(c)))
                        .toList();
                Tuning.Gradients expected = oracle.gradients(texts, LABELS, drawn);
                assertThat(third.loss()).isCloseTo(expected.loss() / 5, within(1e-5));
                assertThat(third.gradientNorm()).isCloseTo(norm(expected) / 5, within(1e-5));
                Tuning.Gradients still = oracle.gradients(texts, LABELS, List.of());
                assertThat(third.loss()).as("what dropout changes").isNotCloseTo(still.loss() / 5, within(1e-4));
            }
        }
    }

    /** What the collector frees meanwhile is not what a gradient is made of. */
    @Test
    void gradientsAreTheSameWhileTheGarbageCollectorRuns() {
        Drawn drawn = drawn(Backbones.tiny());
        Tuning tuning = new Tuning(Backbones.tiny());
        Tuning.Gradients quiet = drawn.gradients(tuning);
        Thread collector = new Thread(() -> {
            while (!Thread.currentThread().isInterrupted()) {
                for (int bytes = 4; bytes < 1024; bytes += 4) {
                    ByteBuffer.allocateDirect(bytes);
                }
                System.gc();
            }
        });
        collector.setDaemon(true);
        collector.start();
        try {
            for (int i = 0; i < 8; i++) {
                Tuning.Gradients again = drawn.gradients(tuning);
                assertThat(again.keyValues()).isEqualTo(quiet.keyValues());
                assertThat(again.headWeight()).isEqualTo(quiet.headWeight());
                assertThat(Backbones.difference(
                                again.keyValues(), drawn.expected("tiny").keyValues()))
                        .isLessThanOrEqualTo(1e-5);
            }
        } finally {
            collector.interrupt();
        }
    }

    /** A prefix, a head, texts, and what is dropped of the prefix for each. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Drawn(
            int layers,
            float[] keyValues,
            float[] headWeight,
            float[] headBias,
            List<Tokens> texts,
            List<float[]> factors) {
        Tuning.Gradients gradients(Tuning tuning) {
            return tuning.gradients(
                    new Tuning.Prefix(keyValues, layers, 0, factors), headWeight, headBias, texts, LABELS);
        }

        /** The same by the encoder that goes operation by operation. */
        Tuning.Gradients expected(String backbone) {
            try (OpByOp oracle = new OpByOp(Backbones.weightsOf(backbone), keyValues, headWeight, headBias)) {
                return oracle.gradients(texts, LABELS, factors);
            }
        }
    }

    private Drawn drawn(Backbone backbone) {
        BackboneConfig c = backbone.config();
        return new Drawn(
                c.layers(),
                normal(size(c), 0.7),
                normal(CLASSES * c.hidden(), 0.3),
                normal(CLASSES, 0.3),
                Backbones.texts(backbone, random, 3, 11, 20, 1, 7),
                factors(c, 3, 5));
    }

    private List<float[]> factors(BackboneConfig c, long step, int rows) {
        return IntStream.range(0, rows)
                .mapToObj(row -> PrefixDropout.factors(DROPOUT, 11, step, row, size(c), size(c)))
                .toList();
    }

    private static double norm(Tuning.Gradients gradients) {
        double sum = 0;
        for (float[] array : List.of(gradients.keyValues(), gradients.headWeight(), gradients.headBias())) {
            for (float value : array) {
                sum += (double) value * value;
            }
        }
        return Math.sqrt(sum);
    }

    private static int size(BackboneConfig c) {
        return c.layers() * 2 * POSITIONS * c.hidden();
    }

    private float[] normal(int size, double deviation) {
        float[] values = new float[size];
        for (int i = 0; i < size; i++) {
            values[i] = (float) (random.nextGaussian() * deviation);
        }
        return values;
    }
}
