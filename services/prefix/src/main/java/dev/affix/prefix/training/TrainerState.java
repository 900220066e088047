package dev.affix.prefix.training;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.affix.prefix.backbone.BackboneConfig;
import dev.affix.prefix.engine.Tuning.Parameter;
import dev.affix.prefix.safetensors.InvalidSafetensorsException;
import dev.affix.prefix.safetensors.SafetensorsFile;
import dev.affix.prefix.safetensors.SafetensorsWriter;
import dev.affix.prefix.safetensors.TensorInfo;
import dev.affix.prefix.variant.Variant;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Everything a trainer knows. As a safetensors file: for each parameter the tensors {@code value.NAME} and the optimizer's
 * {@code first.NAME} and {@code second.NAME} (zeros where it has no second moment), the rest as metadata.
 *
 * @param parameters the prefix's parameters, then the head's weight [C, d] and bias [C]
 * @param firstMoments one per parameter
 * @param secondMoments one per parameter
 * @param steps optimizer steps made
 */
record TrainerState(
        TrainingSettings settings,
        List<String> labels,
        List<Parameter> parameters,
        List<float[]> firstMoments,
        List<float[]> secondMoments,
        long steps) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String BACKBONE = "affix.backbone";
    private static final String LABELS = "affix.labels";
    private static final String SETTINGS = "affix.settings";
    private static final String STEPS = "affix.steps";
    private static final String SECOND = "second.";

    /** Before the first step: the prefix by the seed, the head at zero. */
    static TrainerState initial(TrainingSettings settings, List<String> labels, BackboneConfig config) {
        if (labels.isEmpty() || labels.stream().distinct().count() != labels.size()) {
            throw new IllegalArgumentException("Labels must be distinct and at least one, but are " + labels);
        }
        List<Parameter> parameters = new ArrayList<>(Parameters.initial(settings, config));
        int classes = labels.size();
        parameters.add(new Parameter("head.weight", new float[classes * config.hidden()], classes, config.hidden()));
        parameters.add(new Parameter("head.bias", new float[classes], classes));
        return new TrainerState(settings, List.copyOf(labels), parameters, zeros(parameters), zeros(parameters), 0);
    }

    byte[] toBytes(String backboneDigest) {
        try {
            SafetensorsWriter writer = new SafetensorsWriter()
                    .metadata(BACKBONE, backboneDigest)
                    .metadata(LABELS, JSON.writeValueAsString(labels))
                    .metadata(SETTINGS, JSON.writeValueAsString(settings))
                    .metadata(STEPS, Long.toString(steps));
            for (int i = 0; i < parameters.size(); i++) {
                Parameter parameter = parameters.get(i);
                writer.tensor("value." + parameter.name(), parameter.values(), parameter.shape());
                writer.tensor("first." + parameter.name(), firstMoments.get(i), parameter.shape());
                writer.tensor(SECOND + parameter.name(), secondMoments.get(i), parameter.shape());
            }
            return writer.toBytes();
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** @throws IllegalArgumentException if the bytes are not such a file, or of another backbone */
    static TrainerState read(byte[] bytes, BackboneConfig config, String backboneDigest) {
        try (SafetensorsFile file = SafetensorsFile.of(bytes)) {
            Map<String, String> metadata = file.metadata();
            String digest = required(metadata, BACKBONE);
            if (!backboneDigest.equals(digest)) {
                throw new IllegalArgumentException("The state belongs to backbone " + digest + ", not to "
                        + backboneDigest + "; start with that backbone, or with another state directory");
            }
            TrainingSettings settings = settings(metadata);
            List<String> labels = List.of(json(metadata, LABELS, String[].class));
            long steps = json(metadata, STEPS, Long.class);
            if (steps < 0) {
                throw new IllegalArgumentException("The state's metadata '" + STEPS + "' is negative: " + steps);
            }
            TrainerState state = initial(settings, labels, config);
            for (int i = 0; i < state.parameters.size(); i++) {
                Parameter parameter = state.parameters.get(i);
                copy(file, "value.", parameter, parameter.values());
                copy(file, "first.", parameter, state.firstMoments.get(i));
                copy(file, SECOND, parameter, state.secondMoments.get(i));
            }
            return new TrainerState(settings, labels, state.parameters, state.firstMoments, state.secondMoments, steps);
        } catch (InvalidSafetensorsException e) {
            throw new IllegalArgumentException("The state is not readable: " + e.getMessage(), e);
        } catch (IOException e) {
            throw new IllegalStateException("Bytes in memory could not be read", e);
        }
    }

    private static String required(Map<String, String> metadata, String key) {
        String value = metadata.get(key);
        if (value == null) {
            throw new IllegalArgumentException("The state has no metadata '" + key + "': it is not a trainer's state");
        }
        return value;
    }

    /** States from before the axes were apart name a variant and its sizes; they mean what they meant. */
    private static TrainingSettings settings(Map<String, String> metadata) {
        JsonNode fields = json(metadata, SETTINGS, JsonNode.class);
        if (!fields.has("variant")) {
            return json(metadata, SETTINGS, TrainingSettings.class);
        }
        OldSettings old = json(metadata, SETTINGS, OldSettings.class);
        return new TrainingSettings(
                old.variant,
                old.prefixLength,
                old.mlpHidden,
                old.prefixLearningRate,
                old.headLearningRate,
                old.weightDecay,
                old.maxGradientNorm,
                old.batchSize,
                old.microBatchSize,
                old.seed);
    }

    private record OldSettings(
            Variant variant,
            int prefixLength,
            int mlpHidden,
            double prefixLearningRate,
            double headLearningRate,
            double weightDecay,
            double maxGradientNorm,
            int batchSize,
            int microBatchSize,
            long seed) {}

    private static <T> T json(Map<String, String> metadata, String key, Class<T> type) {
        String text = required(metadata, key);
        try {
            T value = JSON.readValue(text, type);
            if (value == null) {
                throw new IllegalArgumentException("The state's metadata '" + key + "' is null");
            }
            return value;
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(
                    "The state's metadata '" + key + "' is not valid: " + e.getOriginalMessage(), e);
        }
    }

    private static void copy(SafetensorsFile file, String kind, Parameter parameter, float[] into) throws IOException {
        String name = kind + parameter.name();
        TensorInfo info = file.tensors().get(name);
        if (info == null || !Arrays.equals(info.dimensions(), parameter.shape())) {
            throw new IllegalArgumentException("The state's tensor " + name + " "
                    + (info == null ? "is missing" : "has shape " + info.shape())
                    + " where the settings demand " + Arrays.toString(parameter.shape()));
        }
        float[] values = file.floats(name);
        for (int i = 0; i < values.length; i++) {
            if (Float.isNaN(values[i]) || (kind.equals(SECOND) && values[i] < 0)) {
                throw new IllegalArgumentException("The state's tensor " + name + " holds " + values[i] + " at element "
                        + i + ", which no trainer writes");
            }
        }
        System.arraycopy(values, 0, into, 0, into.length);
    }

    private static List<float[]> zeros(List<Parameter> parameters) {
        return parameters.stream()
                .map(parameter -> new float[parameter.values().length])
                .toList();
    }
}
