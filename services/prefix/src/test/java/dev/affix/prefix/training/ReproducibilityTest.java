package dev.affix.prefix.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.affix.prefix.adapter.AdapterFile;
import dev.affix.prefix.engine.Backbone;
import dev.affix.prefix.engine.Backbones;
import dev.affix.prefix.safetensors.SafetensorsWriter;
import dev.affix.prefix.variant.Variant;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Byte for byte: the digest of an adapter is its identity. */
class ReproducibilityTest {
    private static final int STEPS = 10;

    @ParameterizedTest
    @EnumSource(Variant.class)
    void theSameSeedAndBatchesGiveTheSameBytes(Variant variant) {
        Backbone backbone = Backbones.tiny();
        List<List<Example>> batches = Batches.of(backbone, 5, STEPS, 16);

        Bytes first = run(backbone, settings(variant, 3), batches);
        Bytes second = run(backbone, settings(variant, 3), batches);

        assertThat(second.state).isEqualTo(first.state);
        assertThat(second.adapter).isEqualTo(first.adapter);
        if (variant != Variant.LINEAR_PROBE) {
            assertThat(run(backbone, settings(variant, 4), batches).adapter).isNotEqualTo(first.adapter);
        }
    }

    @ParameterizedTest
    @EnumSource(Variant.class)
    void aRestoredTrainerGoesOnAsIfItHadNeverStopped(Variant variant) {
        Backbone backbone = Backbones.tiny();
        List<List<Example>> batches = Batches.of(backbone, 6, STEPS, 16);
        Bytes through = run(backbone, settings(variant, 3), batches);

        byte[] half;
        try (PrefixTrainer trainer = PrefixTrainer.create(backbone, settings(variant, 3), Batches.LABELS)) {
            batches.subList(0, STEPS / 2).forEach(trainer::step);
            half = trainer.state();
        }
        try (PrefixTrainer trainer = PrefixTrainer.restore(backbone, half)) {
            assertThat(trainer.steps()).isEqualTo(STEPS / 2);
            assertThat(trainer.settings()).isEqualTo(settings(variant, 3));
            assertThat(trainer.state()).isEqualTo(half);
            batches.subList(STEPS / 2, STEPS).forEach(trainer::step);

            assertThat(trainer.state()).isEqualTo(through.state);
            assertThat(AdapterFile.of(trainer.materialize()).model()).isEqualTo(through.adapter);
        }
    }

    /** On the real backbone, whose operators are large enough to be split over threads. */
    @Test
    void trainersThatStepAtTheSameTimeGiveTheBytesTheyGiveAlone() throws Exception {
        Backbone backbone = Backbones.minilm();
        List<Callable<Bytes>> runs = List.of(
                () -> run(backbone, TrainingSettings.preset(Variant.NO_SHARE, 1), Batches.of(backbone, 7, 4, 8)),
                () -> run(backbone, TrainingSettings.preset(Variant.DEEP_SHARE, 2), Batches.of(backbone, 8, 4, 8)));
        List<Bytes> alone = List.of(runs.get(0).call(), runs.get(1).call());

        CyclicBarrier barrier = new CyclicBarrier(2);
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            List<Future<Bytes>> together = runs.stream()
                    .map(run -> threads.submit(() -> {
                        barrier.await(60, TimeUnit.SECONDS);
                        return run.call();
                    }))
                    .toList();
            for (int i = 0; i < 2; i++) {
                Bytes bytes = together.get(i).get(120, TimeUnit.SECONDS);
                assertThat(bytes.state).isEqualTo(alone.get(i).state);
                assertThat(bytes.adapter).isEqualTo(alone.get(i).adapter);
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void aStateOfAnotherBackboneIsRefused() {
        byte[] state = run(Backbones.tiny(), settings(Variant.NO_SHARE, 3), List.of()).state;
        try (Backbone other = Backbone.open(Backbones.tinyWeights(2), Backbones.settings())) {
            assertThatThrownBy(() -> PrefixTrainer.restore(other, state))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(Backbones.tiny().digest())
                    .hasMessageContaining(other.digest());
        }
    }

    @Test
    void aTruncatedStateIsRefusedWhereverItEnds() {
        byte[] state = run(Backbones.tiny(), settings(Variant.DEEP_SHARE, 3), List.of()).state;
        for (int length : new int[] {0, 7, 8, 100, state.length / 2, state.length - 1}) {
            assertThatThrownBy(() -> PrefixTrainer.restore(Backbones.tiny(), Arrays.copyOf(state, length)))
                    .as(length + " bytes")
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("The state is not readable: ");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"affix.backbone", "affix.labels", "affix.settings", "affix.steps"})
    void missingOrBrokenMetadataIsRefusedByName(String key) {
        for (String value : new String[] {null, "{", "null"}) {
            SafetensorsWriter writer = new SafetensorsWriter();
            for (String other : List.of("affix.backbone", "affix.labels", "affix.settings", "affix.steps")) {
                String text = other.equals(key) ? value : valid(other);
                if (text != null) {
                    writer.metadata(other, text);
                }
            }
            assertThatThrownBy(() -> PrefixTrainer.restore(Backbones.tiny(), writer.toBytes()))
                    .as(key + " = " + value)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageMatching("(?s).*(" + key + "|belongs to backbone).*");
        }
    }

    @Test
    void aStateWithoutClippingIsRestored() {
        TrainingSettings s = settings(Variant.SIMPLE_SHARE, 3);
        TrainingSettings free = new TrainingSettings(
                s.parameterization(),
                s.optimizer(),
                s.prefixLearningRate(),
                s.mlpLearningRate(),
                s.headLearningRate(),
                s.weightDecay(),
                s.schedule(),
                Double.POSITIVE_INFINITY,
                s.batchSize(),
                s.microBatchSize(),
                Long.MIN_VALUE);
        byte[] state = run(Backbones.tiny(), free, List.of()).state;
        try (PrefixTrainer trainer = PrefixTrainer.restore(Backbones.tiny(), state)) {
            assertThat(trainer.settings()).isEqualTo(free);
        }
    }

    @ParameterizedTest
    @CsvSource({"0, value.head.bias, NaN", "0, first.head.weight, NaN", "0, second.head.bias, -1", "-1, affix.steps, 0"
    })
    void aStateThatNoTrainerWritesIsRefusedByName(String steps, String name, float value) {
        SplittableRandom random = new SplittableRandom(1);
        SafetensorsWriter writer = new SafetensorsWriter().metadata("affix.steps", steps);
        for (String key : List.of("affix.backbone", "affix.labels", "affix.settings")) {
            writer.metadata(key, valid(key));
        }
        for (String kind : List.of("value.", "first.", "second.")) {
            for (long[] shape : new long[][] {{2, 8}, {2}}) {
                String tensor = kind + (shape.length == 2 ? "head.weight" : "head.bias");
                float[] values = new float[shape.length == 2 ? 16 : 2];
                if (tensor.equals(name)) {
                    values[random.nextInt(values.length)] = value;
                }
                writer.tensor(tensor, values, shape);
            }
        }
        assertThatThrownBy(() -> PrefixTrainer.restore(Backbones.tiny(), writer.toBytes()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(name);
    }

    @Test
    void aMissingTensorIsRefusedByName() {
        SafetensorsWriter writer = new SafetensorsWriter();
        for (String key : List.of("affix.backbone", "affix.labels", "affix.settings", "affix.steps")) {
            writer.metadata(key, valid(key));
        }
        assertThatThrownBy(() -> PrefixTrainer.restore(Backbones.tiny(), writer.toBytes()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("value.head.weight is missing");
    }

    private static String valid(String key) {
        return switch (key) {
            case "affix.backbone" -> Backbones.tiny().digest();
            case "affix.labels" -> "[\"a\",\"b\"]";
            case "affix.steps" -> "0";
            default -> """
                    {"variant":"LINEAR_PROBE","prefixLength":0,"mlpHidden":1,"prefixLearningRate":0,"headLearningRate":1,\
                    "weightDecay":0,"maxGradientNorm":1,"batchSize":1,"microBatchSize":1,"seed":1}""";
        };
    }

    @SuppressWarnings("ArrayRecordComponent") // compared array by array
    private record Bytes(byte[] state, byte[] adapter) {}

    private static Bytes run(Backbone backbone, TrainingSettings settings, List<List<Example>> batches) {
        try (PrefixTrainer trainer = PrefixTrainer.create(backbone, settings, Batches.LABELS)) {
            batches.forEach(trainer::step);
            return new Bytes(
                    trainer.state(), AdapterFile.of(trainer.materialize()).model());
        }
    }

    private static TrainingSettings settings(Variant variant, long seed) {
        return new TrainingSettings(
                variant, variant == Variant.LINEAR_PROBE ? 0 : 4, 5, 0.02, 0.05, 0.01, 1, 16, 4, seed);
    }
}
