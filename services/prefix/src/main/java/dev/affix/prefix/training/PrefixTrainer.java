package dev.affix.prefix.training;

import dev.affix.prefix.adapter.Adapter;
import dev.affix.prefix.adapter.PrefixLayout;
import dev.affix.prefix.backbone.BackboneConfig;
import dev.affix.prefix.engine.Backbone;
import dev.affix.prefix.engine.Tuning;
import dev.affix.prefix.engine.Tuning.Parameter;
import dev.affix.prefix.tokenizer.Input;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Tunes one adapter. Not thread-safe; two trainers may step in two threads at once. On the CPU the same seed and the same
 * batches give the same bytes, for a fixed number of intra-op threads, also across {@link #restore}.
 */
public final class PrefixTrainer implements AutoCloseable {
    private final Backbone backbone;
    private final Tuning tuning;
    private final TrainingSettings settings;
    private final List<String> labels;
    /** The prefix's parameters, then the head's two. */
    private final List<Parameter> parameters;

    private final List<float[]> firstMoments;
    private final List<float[]> secondMoments;
    private long steps;

    private PrefixTrainer(Backbone backbone, TrainerState state) {
        this.backbone = backbone;
        this.tuning = new Tuning(backbone);
        this.settings = state.settings();
        this.labels = state.labels();
        this.parameters = state.parameters();
        this.firstMoments = state.firstMoments();
        this.secondMoments = state.secondMoments();
        this.steps = state.steps();
    }

    /**
     * Creates an untrained adapter: the prefix by the seed, the head at zero.
     *
     * @throws IllegalArgumentException if the labels are none or not distinct
     */
    public static PrefixTrainer create(Backbone backbone, TrainingSettings settings, List<String> labels) {
        return new PrefixTrainer(backbone, TrainerState.initial(settings, labels, backbone.config()));
    }

    /**
     * Goes on where {@link #state} was taken.
     *
     * @throws IllegalArgumentException if the bytes are not such a state, or of another backbone
     */
    public static PrefixTrainer restore(Backbone backbone, byte[] state) {
        return new PrefixTrainer(backbone, TrainerState.read(state, backbone.config(), backbone.digest()));
    }

    /**
     * Makes one optimizer step on a batch of any size. The gradients of the prefix and of the head are clipped apart, each to
     * {@link TrainingSettings#maxGradientNorm}.
     *
     * @throws IllegalArgumentException if the batch is empty, a text is one the backbone cannot read, or a label is not one of
     *     the labels; nothing has changed then
     * @throws ArithmeticException if loss or gradients are not finite; nothing has changed then
     */
    public StepReport step(List<Example> batch) {
        if (batch.isEmpty()) {
            throw new IllegalArgumentException("The batch is empty");
        }
        Slope slope = slope(batch);
        int headFrom = parameters.size() - 2;
        double prefixNorm = norm(slope.gradients.subList(0, headFrom));
        double headNorm = norm(slope.gradients.subList(headFrom, parameters.size()));
        if (!Double.isFinite(slope.loss + prefixNorm + headNorm)) {
            throw new ArithmeticException("Step " + (steps + 1) + " of "
                    + settings.parameterization().label() + " has loss " + slope.loss + " and gradient norms "
                    + prefixNorm
                    + ", " + headNorm + "; lower the learning rates");
        }
        steps++;
        double max = settings.maxGradientNorm();
        for (int i = 0; i < parameters.size(); i++) {
            boolean head = i >= headFrom;
            double norm = head ? headNorm : prefixNorm;
            update(i, slope.gradients.get(i), norm > max ? max / norm : 1);
        }
        return new StepReport(slope.loss, Math.hypot(prefixNorm, headNorm), prefixNorm > max || headNorm > max);
    }

    private void update(int i, float[] gradient, double scale) {
        Parameter parameter = parameters.get(i);
        String name = parameter.name();
        double rate = i >= parameters.size() - 2
                ? settings.headLearningRate()
                : name.startsWith(Parameters.MLP) ? settings.mlpLearningRate() : settings.prefixLearningRate();
        rate *= settings.schedule().factor(steps);
        double decay = name.endsWith("bias") ? 0 : settings.weightDecay();
        float[] first = firstMoments.get(i);
        switch (settings.optimizer()) {
            case ADAMW ->
                AdamW.step(parameter.values(), gradient, scale, first, secondMoments.get(i), steps, rate, decay);
            case SGD -> Sgd.step(parameter.values(), gradient, scale, first, rate, decay);
        }
    }

    /** The mean loss and its gradient by each parameter. */
    private record Slope(double loss, List<float[]> gradients) {}

    private Slope slope(List<Example> batch) {
        float[] keyValues = keyValues();
        float[] headWeight = headWeight();
        float[] headBias = headBias();
        // Texts of like length together are padded less. The sort is stable, so the order of summation is the batch's.
        List<Integer> byLength =
                new ArrayList<>(IntStream.range(0, batch.size()).boxed().toList());
        byLength.sort(Comparator.comparingInt(index -> batch.get(index).input().length()));
        float[] byKeyValues = new float[keyValues.length];
        float[] byWeight = new float[headWeight.length];
        float[] byBias = new float[headBias.length];
        double loss = 0;
        for (int from = 0; from < byLength.size(); from += settings.microBatchSize()) {
            List<Integer> indices = byLength.subList(from, Math.min(byLength.size(), from + settings.microBatchSize()));
            List<Example> rows = indices.stream().map(batch::get).toList();
            List<Input> inputs = rows.stream().map(Example::input).toList();
            int[] targets = rows.stream().mapToInt(Example::label).toArray();
            Tuning.Prefix prefix = new Tuning.Prefix(
                    keyValues,
                    prefixLayers(),
                    settings.parameterization().firstPosition(),
                    factors(indices, keyValues.length));
            Tuning.Gradients part = tuning.gradients(prefix, headWeight, headBias, inputs, targets);
            loss += part.loss();
            add(byKeyValues, part.keyValues());
            add(byWeight, part.headWeight());
            add(byBias, part.headBias());
        }
        float scale = 1f / batch.size();
        scale(byKeyValues, scale);
        scale(byWeight, scale);
        scale(byBias, scale);
        List<float[]> gradients = new ArrayList<>();
        if (settings.prefixLength() > 0) {
            gradients.addAll(tuning.pullBack(Parameters.method(settings), prefixParameters(), byKeyValues));
        }
        gradients.add(byWeight);
        // As in Hugging Face's models: a decoder's head, score, has no bias, which stays the zero it starts from.
        gradients.add(backbone.config().architecture().decoder() ? new float[byBias.length] : byBias);
        return new Slope(loss / batch.size(), gradients);
    }

    /** Dropout's factors [L, 2, G, P, h] for each row, or none. */
    private List<float[]> factors(List<Integer> indices, int size) {
        double probability = settings.parameterization().dropout();
        if (probability == 0) {
            return List.of();
        }
        int drawn = size / backbone.config().layers() * prefixLayers();
        return indices.stream()
                .map(index -> PrefixDropout.factors(probability, settings.seed(), steps + 1, index, drawn, size))
                .toList();
    }

    private int prefixLayers() {
        return settings.parameterization().prefixLayers(backbone.config().layers());
    }

    /** Returns how many steps were made. */
    public long steps() {
        return steps;
    }

    /** Returns the settings. */
    public TrainingSettings settings() {
        return settings;
    }

    /**
     * Returns the adapter as it is now; the reparameterization and dropout stay behind.
     *
     * @throws IllegalArgumentException if tuning has driven a value past {@link Adapter#MAX_VALUE}
     */
    public Adapter materialize() {
        BackboneConfig config = backbone.config();
        PrefixLayout layout = new PrefixLayout(prefixLayers(), config.keyValueHeads(), config.headDim());
        float[] seen = Arrays.copyOf(keyValues(), settings.prefixLength() * layout.columns());
        return new Adapter(
                backbone.digest(),
                settings.prefixLength(),
                config.layers(),
                config.keyValueHeads(),
                config.headDim(),
                labels,
                layout.toPromptEmbeddings(seen, settings.prefixLength()),
                headWeight(),
                headBias(),
                prefixLayers(),
                settings.parameterization().firstPosition());
    }

    /** Returns everything that {@link #restore} needs, as a safetensors file. */
    public byte[] state() {
        return new TrainerState(settings, labels, parameters, firstMoments, secondMoments, steps)
                .toBytes(backbone.digest());
    }

    /** [L, 2, G, P, h] */
    private float[] keyValues() {
        return settings.prefixLength() == 0
                ? new float[0]
                : tuning.keyValues(Parameters.method(settings), prefixParameters());
    }

    private List<Parameter> prefixParameters() {
        return parameters.subList(0, parameters.size() - 2);
    }

    /** [C, d] */
    private float[] headWeight() {
        return parameters.get(parameters.size() - 2).values();
    }

    /** [C] */
    private float[] headBias() {
        return parameters.get(parameters.size() - 1).values();
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

    private static void add(float[] into, float[] values) {
        for (int i = 0; i < values.length; i++) {
            into[i] += values[i];
        }
    }

    private static void scale(float[] values, float factor) {
        for (int i = 0; i < values.length; i++) {
            values[i] *= factor;
        }
    }

    @Override
    public void close() {
        // Everything between steps is on the host.
    }
}
