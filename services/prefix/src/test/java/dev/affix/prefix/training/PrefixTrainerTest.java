package dev.affix.prefix.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;

import dev.affix.prefix.engine.Backbone;
import dev.affix.prefix.engine.Backbones;
import dev.affix.prefix.safetensors.SafetensorsFile;
import dev.affix.prefix.tokenizer.Tokens;
import dev.affix.prefix.variant.Variant;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Steps of a trainer, seen from outside: through its state. */
class PrefixTrainerTest {
    private final Backbone backbone = Backbones.tiny();

    private static TrainingSettings settings(Variant variant, double prefixRate, double maxNorm, int microBatch) {
        return new TrainingSettings(
                variant, variant == Variant.LINEAR_PROBE ? 0 : 4, 5, prefixRate, 0.05, 0, maxNorm, 16, microBatch, 3);
    }

    private static TrainingSettings settings(Variant variant) {
        return settings(variant, 0.02, 1, 4);
    }

    @ParameterizedTest
    @EnumSource(Variant.class)
    void everyVariantLearns(Variant variant) {
        try (PrefixTrainer trainer = PrefixTrainer.create(backbone, settings(variant), Batches.LABELS)) {
            List<Example> batch = Batches.of(backbone, 1, 1, 16).get(0);
            double first = trainer.step(batch).loss();
            IntStream.range(0, 78).forEach(i -> trainer.step(batch));
            double last = trainer.step(batch).loss();

            assertThat(first).as("uniform at first").isCloseTo(Math.log(3), offset(1e-6));
            assertThat(last).isLessThan(0.8 * first);
            assertThat(trainer.steps()).isEqualTo(80);
        }
    }

    /** A head alone learns too: what a prefix adds shows against the same run with the prefix held still. */
    @ParameterizedTest
    @EnumSource(names = "LINEAR_PROBE", mode = EnumSource.Mode.EXCLUDE)
    void tuningThePrefixLearnsMoreThanTheHeadAlone(Variant variant) {
        double tuned = lastLoss(settings(variant, 0.02, 1, 4));
        double still = lastLoss(settings(variant, 0, 1, 4));

        System.out.printf("%s: loss %.3f, with the prefix held still %.3f%n", variant.label(), tuned, still);
        assertThat(tuned).isLessThan(0.9 * still);
    }

    private double lastLoss(TrainingSettings settings) {
        try (PrefixTrainer trainer = PrefixTrainer.create(backbone, settings, Batches.LABELS)) {
            List<Example> batch = Batches.of(backbone, 1, 1, 16).get(0);
            return IntStream.range(0, 80)
                    .mapToDouble(i -> trainer.step(batch).loss())
                    .reduce((first, second) -> second)
                    .orElseThrow();
        }
    }

    /** The first moments after one step are a tenth of the gradient. */
    @ParameterizedTest
    @EnumSource(Variant.class)
    void theGradientIsOfTheMeanWhateverTheMicroBatches(Variant variant) throws IOException {
        // A head of zero passes nothing on to the prefix: warm up first, the same way for all.
        byte[] warm = trained(settings(variant, 0.02, 1e9, 16), 2);
        List<Example> batch = Batches.of(backbone, 9, 1, 16).get(0);

        List<float[]> whole = gradients(warm, settings(variant, 0.02, 1e9, 16), batch);
        List<float[]> ones = gradients(warm, settings(variant, 0.02, 1e9, 1), batch);
        List<float[]> fives = gradients(warm, settings(variant, 0.02, 1e9, 5), batch);

        List<Example> twice = new ArrayList<>(batch);
        twice.addAll(batch);
        List<float[]> doubled = gradients(warm, settings(variant, 0.02, 1e9, 16), twice);

        for (int i = 0; i < whole.size(); i++) {
            assertThat(Backbones.difference(doubled.get(i), whole.get(i))).isLessThanOrEqualTo(1e-6);
            assertThat(Backbones.difference(whole.get(i), new float[whole.get(i).length]))
                    .isGreaterThan(1e-5);
            assertThat(Backbones.difference(ones.get(i), whole.get(i))).isLessThanOrEqualTo(1e-6);
            assertThat(Backbones.difference(fives.get(i), whole.get(i))).isLessThanOrEqualTo(1e-6);
        }
    }

    @Test
    void prefixAndHeadAreClippedByNormEachByItself() throws IOException {
        TrainingSettings free = settings(Variant.DEEP_SHARE, 0.02, 1e9, 16);
        byte[] warm = trained(free, 2);
        List<Example> batch = Batches.of(backbone, 9, 1, 16).get(0);
        List<float[]> gradients = gradients(warm, free, batch);
        double prefixNorm = norm(gradients.subList(0, 5));
        double headNorm = norm(gradients.subList(5, 7));
        // Between the two norms: the larger is scaled down to it, the smaller left alone.
        double max = (prefixNorm + headNorm) / 2;

        List<float[]> clipped = gradients(warm, settings(Variant.DEEP_SHARE, 0.02, max, 16), batch);

        assertThat(norm(clipped.subList(0, 5))).isCloseTo(Math.min(prefixNorm, max), offset(1e-6));
        assertThat(norm(clipped.subList(5, 7))).isCloseTo(Math.min(headNorm, max), offset(1e-6));
        assertThat(Math.abs(prefixNorm - headNorm)).isGreaterThan(0.01);
    }

    @Test
    void aReportSaysNormAndWhetherItWasClipped() {
        List<Example> batch = Batches.of(backbone, 9, 1, 16).get(0);
        StepReport free = report(1e9, batch);
        StepReport clipped = report(free.gradientNorm() / 2, batch);

        assertThat(free.clipped()).isFalse();
        assertThat(clipped.clipped()).isTrue();
        assertThat(clipped.gradientNorm()).isEqualTo(free.gradientNorm());
    }

    @Test
    void aLossThatIsNotFiniteIsRefusedAndChangesNothing() {
        TrainingSettings wild = settings(Variant.NO_SHARE, 1e38, 1, 4);
        try (PrefixTrainer trainer = PrefixTrainer.create(backbone, wild, Batches.LABELS)) {
            List<List<Example>> batches = Batches.of(backbone, 2, 8, 4);
            assertRefusedUnchanged(trainer, batches, ArithmeticException.class, "lower the learning rates");
        }
    }

    @Test
    void aBatchThatCannotBeLearntIsRefusedAndChangesNothing() {
        try (PrefixTrainer trainer = PrefixTrainer.create(backbone, settings(Variant.NO_SHARE), Batches.LABELS)) {
            Class<IllegalArgumentException> refused = IllegalArgumentException.class;
            assertRefusedUnchanged(trainer, List.of(List.of()), refused, "empty");
            assertRefusedUnchanged(trainer, one(new Example(new Tokens(2, 5, 3), 3)), refused, "Label 3");
            assertRefusedUnchanged(trainer, one(new Example(new Tokens(2, 5, 3), -1)), refused, "Label -1");
            assertRefusedUnchanged(trainer, one(new Example(new Tokens(), 0)), refused, "0 tokens");
            assertRefusedUnchanged(trainer, one(new Example(new Tokens(new int[25]), 0)), refused, "25 tokens");
            assertRefusedUnchanged(trainer, one(new Example(new Tokens(2, 99), 0)), refused, "token 99");
        }
    }

    @Test
    void labelsMustBeDistinctAndAtLeastOne() {
        for (List<String> labels : List.of(List.<String>of(), List.of("a", "b", "a"))) {
            assertThatThrownBy(() -> PrefixTrainer.create(backbone, settings(Variant.NO_SHARE), labels))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("Labels");
        }
    }

    private static List<List<Example>> one(Example example) {
        return List.of(List.of(new Example(new Tokens(2, 4), 0), example));
    }

    private static void assertRefusedUnchanged(
            PrefixTrainer trainer, List<List<Example>> batches, Class<? extends Exception> type, String message) {
        byte[][] before = new byte[1][];
        assertThatThrownBy(() -> {
                    for (List<Example> batch : batches) {
                        before[0] = trainer.state();
                        trainer.step(batch);
                    }
                })
                .isInstanceOf(type)
                .hasMessageContaining(message);
        assertThat(trainer.state()).isEqualTo(before[0]);
    }

    private StepReport report(double maxNorm, List<Example> batch) {
        try (PrefixTrainer trainer =
                PrefixTrainer.create(backbone, settings(Variant.NO_SHARE, 0.02, maxNorm, 4), Batches.LABELS)) {
            return trainer.step(batch);
        }
    }

    private byte[] trained(TrainingSettings settings, int steps) {
        try (PrefixTrainer trainer = PrefixTrainer.create(backbone, settings, Batches.LABELS)) {
            Batches.of(backbone, 1, steps, 16).forEach(trainer::step);
            return trainer.state();
        }
    }

    /** What the optimizer is given after a warm-up: (m' - 0.9 m) / 0.1, in the order of the parameters. */
    private List<float[]> gradients(byte[] warm, TrainingSettings settings, List<Example> batch) throws IOException {
        TrainerState before = TrainerState.read(warm, backbone.config(), backbone.digest());
        byte[] state = new TrainerState(
                        settings,
                        before.labels(),
                        before.parameters(),
                        before.firstMoments(),
                        before.secondMoments(),
                        before.steps())
                .toBytes(backbone.digest());
        try (PrefixTrainer trainer = PrefixTrainer.restore(backbone, state)) {
            trainer.step(batch);
            try (SafetensorsFile after = SafetensorsFile.of(trainer.state())) {
                List<float[]> gradients = new ArrayList<>();
                for (int i = 0; i < before.parameters().size(); i++) {
                    float[] first = before.firstMoments().get(i);
                    float[] gradient =
                            after.floats("first." + before.parameters().get(i).name());
                    for (int j = 0; j < first.length; j++) {
                        gradient[j] = (float) ((gradient[j] - 0.9 * first[j]) / 0.1);
                    }
                    gradients.add(gradient);
                }
                return gradients;
            }
        }
    }

    private static double norm(List<float[]> arrays) {
        double sum = 0;
        for (float[] array : arrays) {
            for (float value : array) {
                sum += (double) value * value;
            }
        }
        return Math.sqrt(sum);
    }
}
