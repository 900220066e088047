package dev.affix.prefix.training;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.affix.prefix.adapter.Adapter;
import dev.affix.prefix.adapter.PrefixLayout;
import dev.affix.prefix.backbone.BackboneConfig;
import dev.affix.prefix.engine.Backbone;
import dev.affix.prefix.engine.Tuning;
import dev.affix.prefix.engine.Tuning.Parameter;
import dev.affix.prefix.safetensors.InvalidSafetensorsException;
import dev.affix.prefix.safetensors.SafetensorsFile;
import dev.affix.prefix.safetensors.SafetensorsWriter;
import dev.affix.prefix.safetensors.TensorInfo;
import dev.affix.prefix.tokenizer.Tokens;
import dev.affix.prefix.variant.Variant;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * Tunes one adapter. Not thread-safe; two trainers may step in two threads at once. On the CPU the same seed and the same
 * batches give the same bytes, for a fixed number of intra-op threads, also across {@link #restore}.
 */
public final class PrefixTrainer implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String HEAD_WEIGHT = "head.weight";
    private static final String HEAD_BIAS = "head.bias";

    private final Backbone backbone;
    private final Tuning tuning;
    private final TrainingSettings settings;
    private final List<String> labels;
    /** The prefix's parameters, then the head's two. */
    private final List<Parameter> parameters;

    private final List<float[]> firstMoments;
    private final List<float[]> secondMoments;
    private long steps;

    private PrefixTrainer(
            Backbone backbone,
            TrainingSettings settings,
            List<String> labels,
            List<Parameter> parameters,
            List<float[]> firstMoments,
            List<float[]> secondMoments,
            long steps) {
        this.backbone = backbone;
        this.tuning = new Tuning(backbone);
        this.settings = settings;
        this.labels = List.copyOf(labels);
        this.parameters = parameters;
        this.firstMoments = firstMoments;
        this.secondMoments = secondMoments;
        this.steps = steps;
    }

    /** Creates an untrained adapter: the prefix by the seed, the head at zero. */
    public static PrefixTrainer create(Backbone backbone, TrainingSettings settings, List<String> labels) {
        BackboneConfig config = backbone.config();
        List<Parameter> parameters = new ArrayList<>(Parameters.initial(settings, config));
        parameters.add(
                new Parameter(HEAD_WEIGHT, new float[labels.size() * config.hidden()], labels.size(), config.hidden()));
        parameters.add(new Parameter(HEAD_BIAS, new float[labels.size()], labels.size()));
        List<float[]> zeros1 = new ArrayList<>();
        List<float[]> zeros2 = new ArrayList<>();
        for (Parameter parameter : parameters) {
            zeros1.add(new float[parameter.values().length]);
            zeros2.add(new float[parameter.values().length]);
        }
        return new PrefixTrainer(backbone, settings, labels, parameters, zeros1, zeros2, 0);
    }

    /**
     * Makes one optimizer step on a batch of any size.
     *
     * @throws ArithmeticException if loss or gradients are not finite; nothing has changed then
     */
    public StepReport step(List<Example> batch) {
        if (batch.isEmpty()) {
            throw new IllegalArgumentException("The batch is empty");
        }
        float[] keyValues = keyValues();
        List<float[]> gradients = gradients(batch, keyValues);
        double loss = gradients.remove(gradients.size() - 1)[0];
        int headFrom = parameters.size() - 2;
        double prefixNorm = norm(gradients.subList(0, headFrom));
        double headNorm = norm(gradients.subList(headFrom, parameters.size()));
        if (!Double.isFinite(loss + prefixNorm + headNorm)) {
            throw new ArithmeticException(
                    "Step " + (steps + 1) + " of " + settings.variant().label()
                            + " has loss " + loss + " and gradient norms " + prefixNorm + ", " + headNorm
                            + "; lower the learning rates");
        }
        steps++;
        for (int i = 0; i < parameters.size(); i++) {
            boolean head = i >= headFrom;
            AdamW.step(
                    parameters.get(i).values(),
                    gradients.get(i),
                    Math.min(1, settings.maxGradientNorm() / Math.max(head ? headNorm : prefixNorm, 1e-30)),
                    firstMoments.get(i),
                    secondMoments.get(i),
                    steps,
                    head ? settings.headLearningRate() : settings.prefixLearningRate(),
                    parameters.get(i).name().endsWith("bias") ? 0 : settings.weightDecay());
        }
        return new StepReport(
                loss,
                Math.hypot(prefixNorm, headNorm),
                prefixNorm > settings.maxGradientNorm() || headNorm > settings.maxGradientNorm());
    }

    /** Returns one gradient of the mean loss per parameter, then the mean loss itself. */
    private List<float[]> gradients(List<Example> batch, float[] keyValues) {
        float[] headWeight = parameters.get(parameters.size() - 2).values();
        float[] headBias = parameters.get(parameters.size() - 1).values();
        List<Example> byLength = new ArrayList<>(batch);
        byLength.sort(Comparator.comparingInt(example -> example.tokens().length()));
        float[] dKeyValues = new float[keyValues.length];
        float[] dWeight = new float[headWeight.length];
        float[] dBias = new float[headBias.length];
        double loss = 0;
        for (int from = 0; from < byLength.size(); from += settings.microBatchSize()) {
            List<Example> rows = byLength.subList(from, Math.min(byLength.size(), from + settings.microBatchSize()));
            List<Tokens> tokens = rows.stream().map(Example::tokens).toList();
            int[] targets = rows.stream().mapToInt(Example::label).toArray();
            Tuning.Gradients part = tuning.gradients(keyValues, headWeight, headBias, tokens, targets);
            loss += part.loss();
            add(dKeyValues, part.keyValues());
            add(dWeight, part.headWeight());
            add(dBias, part.headBias());
        }
        float scale = 1f / batch.size();
        scale(dKeyValues, scale);
        scale(dWeight, scale);
        scale(dBias, scale);
        List<float[]> gradients = new ArrayList<>();
        if (settings.variant() != Variant.LINEAR_PROBE) {
            gradients.addAll(tuning.pullBack(Parameters.method(settings), prefixParameters(), dKeyValues));
        }
        gradients.add(dWeight);
        gradients.add(dBias);
        gradients.add(new float[] {(float) (loss * scale)});
        return gradients;
    }

    /** Returns how many steps were made. */
    public long steps() {
        return steps;
    }

    /** Returns the settings. */
    public TrainingSettings settings() {
        return settings;
    }

    /** Returns the adapter as it is now; the reparameterization stays behind. */
    public Adapter materialize() {
        BackboneConfig config = backbone.config();
        PrefixLayout layout = new PrefixLayout(config.layers(), config.heads(), config.headDim());
        return new Adapter(
                backbone.digest(),
                settings.prefixLength(),
                config.layers(),
                config.heads(),
                config.headDim(),
                labels,
                layout.toPromptEmbeddings(keyValues(), settings.prefixLength()),
                parameters.get(parameters.size() - 2).values(),
                parameters.get(parameters.size() - 1).values());
    }

    /** Returns everything that {@link #restore} needs, as a safetensors file. */
    public byte[] state() {
        try {
            SafetensorsWriter writer = new SafetensorsWriter()
                    .metadata("affix.backbone", backbone.digest())
                    .metadata("affix.labels", JSON.writeValueAsString(labels))
                    .metadata("affix.settings", JSON.writeValueAsString(settings))
                    .metadata("affix.steps", Long.toString(steps));
            for (int i = 0; i < parameters.size(); i++) {
                Parameter parameter = parameters.get(i);
                writer.tensor("value." + parameter.name(), parameter.values(), parameter.shape());
                writer.tensor("first." + parameter.name(), firstMoments.get(i), parameter.shape());
                writer.tensor("second." + parameter.name(), secondMoments.get(i), parameter.shape());
            }
            return writer.toBytes();
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * Goes on where {@link #state} was taken.
     *
     * @throws IllegalArgumentException if the bytes are not such a state, or of another backbone
     */
    public static PrefixTrainer restore(Backbone backbone, byte[] state) {
        try (SafetensorsFile file = SafetensorsFile.of(state)) {
            Map<String, String> metadata = file.metadata();
            String digest = metadata.get("affix.backbone");
            if (!backbone.digest().equals(digest)) {
                throw new IllegalArgumentException("The state belongs to backbone " + digest + ", not to "
                        + backbone.digest() + "; start with that backbone, or with another state directory");
            }
            TrainingSettings settings = JSON.readValue(metadata.get("affix.settings"), TrainingSettings.class);
            List<String> labels = List.of(JSON.readValue(metadata.get("affix.labels"), String[].class));
            PrefixTrainer trainer = create(backbone, settings, labels);
            for (int i = 0; i < trainer.parameters.size(); i++) {
                Parameter parameter = trainer.parameters.get(i);
                copy(file, "value." + parameter.name(), parameter, parameter.values());
                copy(file, "first." + parameter.name(), parameter, trainer.firstMoments.get(i));
                copy(file, "second." + parameter.name(), parameter, trainer.secondMoments.get(i));
            }
            trainer.steps = Long.parseLong(metadata.get("affix.steps"));
            return trainer;
        } catch (InvalidSafetensorsException e) {
            throw new IllegalArgumentException("The state is not readable: " + e.getMessage(), e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void copy(SafetensorsFile file, String name, Parameter parameter, float[] into) throws IOException {
        TensorInfo info = file.tensors().get(name);
        float[] values = info == null ? new float[0] : file.floats(name);
        if (values.length != into.length) {
            throw new IllegalArgumentException("The state has " + values.length + " values of " + name + " where "
                    + parameter.values().length + " are needed");
        }
        System.arraycopy(values, 0, into, 0, into.length);
    }

    /** [L, 2, H, P, h]. */
    private float[] keyValues() {
        return settings.variant() == Variant.LINEAR_PROBE
                ? new float[0]
                : tuning.keyValues(Parameters.method(settings), prefixParameters());
    }

    private List<Parameter> prefixParameters() {
        return parameters.subList(0, parameters.size() - 2);
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
