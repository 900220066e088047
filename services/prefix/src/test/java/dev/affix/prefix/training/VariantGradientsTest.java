package dev.affix.prefix.training;

import static org.assertj.core.api.Assertions.assertThat;

import dev.affix.prefix.engine.Backbone;
import dev.affix.prefix.engine.Backbones;
import dev.affix.prefix.engine.Tuning;
import dev.affix.prefix.engine.Tuning.Parameter;
import dev.affix.prefix.tokenizer.Tokens;
import dev.affix.prefix.variant.Parameterization;
import dev.affix.prefix.variant.Positions;
import dev.affix.prefix.variant.Variant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Parameters against a central difference of the loss. The loss is a float32 of about 10, so one of its values is
 * off by about 1e-6; with the fourth-order stencil of step h = 0.05 that makes about 1.5 * 1e-6 / h = 3e-5, and the
 * truncation, h^4 f''''' / 30, is below 1e-6. The bound is ten times that sum, and gradients must be far above the bound.
 */
class VariantGradientsTest {
    private static final int CLASSES = 3;
    private static final float STEP = 0.05f;
    private static final double BOUND = 3e-4;

    private final Backbone backbone = Backbones.tiny();
    private final Tuning tuning = new Tuning(backbone);
    private final SplittableRandom random = new SplittableRandom(11);
    private final List<Tokens> texts = Backbones.texts(backbone, random, 4, 9, 2, 6);
    private final int[] labels = {2, 0, 1, 2};

    static List<TrainingSettings> everyParameterization() {
        List<TrainingSettings> all =
                new ArrayList<>(Axes.all().stream().map(Axes::settings).toList());
        all.add(new TrainingSettings(Variant.LINEAR_PROBE, 0, 5, 0.01, 0.01, 0, 1, 4, 4, 5));
        Parameterization dropped = Variant.DEEP_SHARE.parameterization(3, 5).withDropout(0.3);
        all.add(Axes.settings(dropped.withPositions(Positions.AFTER_PREFIX)));
        return all;
    }

    @ParameterizedTest
    @MethodSource("everyParameterization")
    void everyGradientIsTheSlopeOfTheLoss(TrainingSettings settings) {
        Parameterization axes = settings.parameterization();
        int layers = axes.prefixLayers(backbone.config().layers());
        int size = backbone.config().layers() * 2 * settings.prefixLength() * 8;
        List<float[]> factors = axes.dropout() == 0
                ? List.of()
                : IntStream.range(0, 4)
                        .mapToObj(row -> PrefixDropout.factors(axes.dropout(), 5, 1, row, size, size))
                        .toList();
        List<Parameter> prefix = randomized(Parameters.initial(settings, backbone.config()), 0.6);
        Parameter headWeight = randomized(new Parameter("w", new float[CLASSES * 8], CLASSES, 8), 1);
        Parameter headBias = randomized(new Parameter("b", new float[CLASSES], CLASSES), 1);
        Loss loss = () -> tuning.gradients(
                new Tuning.Prefix(keyValues(settings, prefix), layers, axes.firstPosition(), factors),
                headWeight.values(),
                headBias.values(),
                texts,
                labels);

        Tuning.Gradients at = loss.gradients();
        List<Parameter> parameters = new ArrayList<>(prefix);
        List<float[]> gradients = prefix.isEmpty()
                ? new ArrayList<>()
                : new ArrayList<>(tuning.pullBack(Parameters.method(settings), prefix, at.keyValues()));
        parameters.add(headWeight);
        gradients.add(at.headWeight());
        parameters.add(headBias);
        gradients.add(at.headBias());

        for (int i = 0; i < parameters.size(); i++) {
            float[] values = parameters.get(i).values();
            // Every value of a named variant; of the other combinations a part, spread over the array.
            int stride = axes.label().contains("/") ? Math.max(1, values.length / 12) : 1;
            float[] slopes = slopes(loss, values, stride);
            float[] gradient = new float[slopes.length];
            for (int j = 0; j < slopes.length; j += stride) {
                gradient[j] = gradients.get(i)[j];
            }
            double difference = Backbones.difference(gradient, slopes);
            double steepest = Backbones.difference(slopes, new float[slopes.length]);
            System.out.printf(
                    "%s %s: %.1e of %.1e%n", axes.label(), parameters.get(i).name(), difference, steepest);
            assertThat(steepest)
                    .as("size of the gradient by " + parameters.get(i).name())
                    .isGreaterThan(20 * BOUND);
            assertThat(difference).as(parameters.get(i).name()).isLessThanOrEqualTo(BOUND);
        }
    }

    private interface Loss {
        Tuning.Gradients gradients();
    }

    private float[] keyValues(TrainingSettings settings, List<Parameter> prefix) {
        return prefix.isEmpty() ? new float[0] : tuning.keyValues(Parameters.method(settings), prefix);
    }

    /** (8 (f(+h) - f(-h)) - (f(+2h) - f(-2h))) / 12h for each value. */
    private static float[] slopes(Loss loss, float[] values, int stride) {
        float[] slopes = new float[values.length];
        for (int i = 0; i < values.length; i += stride) {
            float original = values[i];
            double[] at = new double[5];
            for (int k = -2; k <= 2; k++) {
                values[i] = original + k * STEP;
                at[k + 2] = k == 0 ? 0 : loss.gradients().loss();
            }
            values[i] = original;
            slopes[i] = (float) ((8 * (at[3] - at[1]) - (at[4] - at[0])) / (12 * STEP));
        }
        return slopes;
    }

    private List<Parameter> randomized(List<Parameter> parameters, double deviation) {
        return parameters.stream()
                .map(parameter -> randomized(parameter, deviation))
                .toList();
    }

    private Parameter randomized(Parameter parameter, double deviation) {
        for (int i = 0; i < parameter.values().length; i++) {
            parameter.values()[i] = (float) (random.nextGaussian() * deviation);
        }
        return parameter;
    }
}
