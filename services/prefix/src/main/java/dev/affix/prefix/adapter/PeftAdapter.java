package dev.affix.prefix.adapter;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.affix.prefix.backbone.BackboneConfig;
import dev.affix.prefix.safetensors.Dtype;
import dev.affix.prefix.safetensors.SafetensorsFile;
import dev.affix.prefix.safetensors.SafetensorsWriter;
import dev.affix.prefix.safetensors.TensorInfo;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Prefix adapters of Hugging Face PEFT for sequence classification and for generation, read and written (layout of peft 0.20,
 * {@code src/peft/tuners/prefix_tuning} and {@code utils/save_and_load.py}). Such a file names neither the weights it was tuned on
 * nor its labels: the caller says both. It holds {@code prompt_embeddings} [P, L*2*token_dim], always materialized, and for
 * classification the {@link Head}.
 *
 * <p>PEFT's head reads what the model's own pooler makes of the prefix's attention; Affix's reads the backbone's pooled states.
 * Prefixes mean the same in both; a head's answers do where the pooling is the same.
 */
public final class PeftAdapter {
    private static final String PROMPT = "prompt_embeddings";
    private static final String CLASSIFIER_WEIGHT = "base_model.classifier.weight";
    private static final String CLASSIFIER_BIAS = "base_model.classifier.bias";
    private static final String SCORE_WEIGHT = "base_model.score.weight";
    static final String CLASSIFICATION = "SEQ_CLS";
    static final String GENERATION = "CAUSAL_LM";
    private static final Set<String> CLASSIFIER = Set.of(PROMPT, CLASSIFIER_WEIGHT, CLASSIFIER_BIAS);
    private static final Set<String> SCORE = Set.of(PROMPT, SCORE_WEIGHT);
    private static final Set<Dtype> FLOATS = Set.of(Dtype.F32, Dtype.F16, Dtype.BF16);
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private PeftAdapter() {}

    /** What Hugging Face calls a model's classification head. */
    public enum Head {
        /** {@code base_model.classifier.weight} [C, d] and {@code .bias} [C]: BERT, ViT. */
        CLASSIFIER,
        /** {@code base_model.score.weight} [C, d], without bias: GPT-2, Llama. */
        SCORE;

        /** Returns a backbone's. */
        public static Head of(BackboneConfig backbone) {
            return backbone.architecture().decoder() ? SCORE : CLASSIFIER;
        }
    }

    /**
     * What a PEFT adapter does not say.
     *
     * @param backboneDigest hex SHA-256 of the weights it was tuned on
     * @param layers L of the backbone
     * @param keyValueHeads heads of keys and values: those of queries, but for grouped queries
     * @param headDim width of a head
     * @param hidden width d of what the head reads
     * @param labels the classes, in the order of the head's rows; none for a prefix without a head, of task CAUSAL_LM
     * @param afterPrefix whether texts' tokens take positions P to P + S - 1, as in PEFT on BERT and GPT-2; else 0 to S - 1
     */
    public record Target(
            String backboneDigest,
            int layers,
            int keyValueHeads,
            int headDim,
            int hidden,
            List<String> labels,
            boolean afterPrefix) {
        public Target {
            labels = List.copyOf(labels);
        }

        /** A backbone with the positions PEFT gives its texts. */
        public static Target of(BackboneConfig backbone, String backboneDigest, List<String> labels) {
            return new Target(
                    backboneDigest,
                    backbone.layers(),
                    backbone.keyValueHeads(),
                    backbone.headDim(),
                    backbone.hidden(),
                    labels,
                    true);
        }
    }

    /** The two files: {@code adapter_model.safetensors} and {@code adapter_config.json}. */
    @SuppressWarnings("ArrayRecordComponent") // a carrier, never compared
    public record PeftFiles(byte[] model, String config) {
        /** Writes both; the directory is created if needed. */
        public void writeTo(Path directory) throws IOException {
            Files.createDirectories(directory);
            Files.write(directory.resolve(AdapterFile.MODEL), model);
            Files.writeString(directory.resolve(AdapterFile.CONFIG), config, StandardCharsets.UTF_8);
        }

        /** Reads both. */
        public static PeftFiles readFrom(Path directory) throws IOException {
            return new PeftFiles(
                    Files.readAllBytes(directory.resolve(AdapterFile.MODEL)),
                    Files.readString(directory.resolve(AdapterFile.CONFIG)));
        }
    }

    /**
     * Reads PEFT's files. Of the configuration only {@code peft_type} must be there; what else says the shape must agree with tensors
     * and target. {@code prefix_projection} and {@code encoder_hidden_size} tell how the prefix was tuned and are ignored, as are fields
     * unknown here. F16 and BF16 are widened, which is exact.
     *
     * @throws InvalidAdapterException naming the field or tensor that does not fit
     */
    public static Adapter read(PeftFiles files, Target target) throws InvalidAdapterException {
        JsonNode config = config(files.config());
        try (SafetensorsFile file = SafetensorsFile.of(files.model())) {
            Set<String> names = file.tensors().keySet();
            boolean score = names.equals(SCORE);
            boolean head = !names.equals(Set.of(PROMPT));
            requireTask(config, head, target);
            if (head && !score && !names.equals(CLASSIFIER)) {
                throw new InvalidAdapterException("A PEFT prefix with a classification head holds " + PROMPT + " and "
                        + CLASSIFIER_WEIGHT + " with .bias, or " + SCORE_WEIGHT + "; this file holds "
                        + names.stream().sorted().toList());
            }
            long[] prompt = shape(file, PROMPT, 2);
            long tokenDim = (long) target.keyValueHeads() * target.headDim();
            if (prompt[0] < 1 || prompt[1] != target.layers() * 2L * tokenDim) {
                throw new InvalidAdapterException(PROMPT + " has shape [" + prompt[0] + ", " + prompt[1]
                        + "] where the backbone needs [P, " + target.layers() * 2L * tokenDim + "]: " + target.layers()
                        + " layers, key and value, " + target.keyValueHeads() + " heads of width " + target.headDim());
            }
            requireField(config, "num_virtual_tokens", prompt[0]);
            requireField(config, "num_layers", target.layers());
            requireField(config, "token_dim", tokenDim);
            requireField(config, "num_attention_heads", target.keyValueHeads());
            requireField(config, "num_transformer_submodules", 1);
            if (head) {
                requireHead(file, score, target);
            }
            int positions = Math.toIntExact(prompt[0]);
            return new Adapter(
                    target.backboneDigest(),
                    positions,
                    target.layers(),
                    target.keyValueHeads(),
                    target.headDim(),
                    target.labels(),
                    file.floats(PROMPT),
                    head ? file.floats(score ? SCORE_WEIGHT : CLASSIFIER_WEIGHT) : new float[0],
                    head && !score
                            ? file.floats(CLASSIFIER_BIAS)
                            : new float[target.labels().size()],
                    target.layers(),
                    target.afterPrefix() ? positions : 0);
        } catch (IOException e) {
            throw new InvalidAdapterException("The adapter is not a sound safetensors file: " + e.getMessage(), e);
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw new InvalidAdapterException(String.valueOf(e.getMessage()), e);
        }
    }

    private static void requireTask(JsonNode config, boolean head, Target target) throws InvalidAdapterException {
        if (head && target.labels().isEmpty()) {
            throw new InvalidAdapterException("The file holds a classification head; give its labels");
        }
        if (!head && !target.labels().isEmpty()) {
            throw new InvalidAdapterException(
                    "The file holds " + PROMPT + " only, and the head is missing: tune with task_type " + CLASSIFICATION
                            + ", which saves it, or give no labels for a prefix that goes on with texts");
        }
        JsonNode task = config.path("task_type");
        String needed = head ? CLASSIFICATION : GENERATION;
        if (!task.isMissingNode() && !task.isNull() && !task.asText().equals(needed)) {
            throw new InvalidAdapterException(AdapterFile.CONFIG + " has task_type " + task + " where a file "
                    + (head ? "with" : "without") + " a classification head is of \"" + needed + "\"");
        }
    }

    private static void requireHead(SafetensorsFile file, boolean score, Target target) throws InvalidAdapterException {
        long[] weight = shape(file, score ? SCORE_WEIGHT : CLASSIFIER_WEIGHT, 2);
        if (weight[0] != target.labels().size() || weight[1] != target.hidden()) {
            throw new InvalidAdapterException("The head has shape [" + weight[0] + ", " + weight[1] + "] where "
                    + target.labels().size() + " labels and width " + target.hidden() + " need ["
                    + target.labels().size() + ", " + target.hidden() + "]");
        }
        if (!score && shape(file, CLASSIFIER_BIAS, 1)[0] != weight[0]) {
            throw new InvalidAdapterException(CLASSIFIER_BIAS + " has "
                    + file.tensor(CLASSIFIER_BIAS).elements() + " values where there are " + weight[0] + " classes");
        }
    }

    /**
     * Returns PEFT's files for an adapter, in float32: what {@link #read} read from such files gives the same model bytes.
     *
     * @param baseModel name or path of the model that PEFT is to load
     * @param head what that model calls its head: {@link Head#of}; of no matter to an adapter without one
     * @throws IllegalArgumentException if PEFT would answer otherwise: no prefix, a prefix in the first layer only, texts'
     *     tokens at positions from 0, or a bias where the model's head has none
     */
    public static PeftFiles write(Adapter adapter, String baseModel, Head head) {
        if (adapter.prefixLength() == 0) {
            throw new IllegalArgumentException(
                    "The adapter has no prefix, and PEFT's prefix tuning needs one position");
        }
        if (adapter.prefixLayers() != adapter.layers()) {
            throw new IllegalArgumentException("The adapter's prefix is in the first " + adapter.prefixLayers() + " of "
                    + adapter.layers() + " layers; PEFT has it in every layer. Tune with depth all.");
        }
        if (adapter.firstPosition() != adapter.prefixLength()) {
            throw new IllegalArgumentException(
                    "The adapter's texts have positions from 0, PEFT counts them from " + adapter.prefixLength()
                            + ", so that it would answer otherwise. Tune with positions after-prefix.");
        }
        int labels = adapter.labels().size();
        SafetensorsWriter model = new SafetensorsWriter()
                .metadata("format", "pt")
                .tensor(
                        PROMPT,
                        adapter.promptEmbeddings(),
                        adapter.prefixLength(),
                        adapter.layout().columns());
        if (adapter.hasHead() && head == Head.CLASSIFIER) {
            model.tensor(CLASSIFIER_WEIGHT, adapter.headWeight(), labels, adapter.hidden())
                    .tensor(CLASSIFIER_BIAS, adapter.headBias(), labels);
        } else if (adapter.hasHead()) {
            for (float bias : adapter.headBias()) {
                if (bias != 0) {
                    throw new IllegalArgumentException("The adapter's head has a bias of " + bias + ", and "
                            + SCORE_WEIGHT + " has none, so that PEFT would answer otherwise. Tune it on a decoder.");
                }
            }
            model.tensor(SCORE_WEIGHT, adapter.headWeight(), labels, adapter.hidden());
        }
        return new PeftFiles(model.toBytes(), PeftConfig.of(adapter, baseModel));
    }

    /**
     * Returns the labels that a model's {@code config.json} names in {@code id2label}, by index.
     *
     * @throws InvalidAdapterException if it names none, or not 0 to C - 1
     */
    public static List<String> labels(String modelConfig) throws InvalidAdapterException {
        JsonNode names = json(modelConfig, "config.json").path("id2label");
        List<String> labels = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            JsonNode name = names.path(Integer.toString(i));
            if (!name.isTextual()) {
                throw new InvalidAdapterException("config.json's id2label has " + names.size()
                        + " entries but no text for \"" + i + "\"; give the labels yourself");
            }
            labels.add(name.textValue());
        }
        if (!names.isObject() || labels.isEmpty()) {
            throw new InvalidAdapterException("config.json has no id2label; give the labels yourself");
        }
        return labels;
    }

    private static JsonNode config(String text) throws InvalidAdapterException {
        JsonNode config = json(text, AdapterFile.CONFIG);
        JsonNode type = config.path("peft_type");
        if (!type.isTextual() || !type.textValue().equals("PREFIX_TUNING")) {
            throw new InvalidAdapterException(AdapterFile.CONFIG + " has peft_type "
                    + (type.isMissingNode() ? "missing" : type) + "; only \"PREFIX_TUNING\" is a prefix");
        }
        return config;
    }

    private static JsonNode json(String text, String name) throws InvalidAdapterException {
        try {
            JsonNode json = JSON.readTree(text);
            if (!json.isObject()) {
                throw new InvalidAdapterException(name + " is not a JSON object");
            }
            return json;
        } catch (JsonProcessingException e) {
            throw new InvalidAdapterException(name + " is not JSON: " + e.getOriginalMessage(), e);
        }
    }

    private static void requireField(JsonNode config, String field, long expected) throws InvalidAdapterException {
        JsonNode value = config.path(field);
        boolean given = !value.isMissingNode() && !value.isNull();
        if (given && !(value.isIntegralNumber() && value.canConvertToLong() && value.longValue() == expected)) {
            throw new InvalidAdapterException(AdapterFile.CONFIG + " has " + field + " = " + value
                    + " where tensors and backbone need " + expected);
        }
    }

    private static long[] shape(SafetensorsFile file, String name, int rank) throws InvalidAdapterException {
        TensorInfo tensor = file.tensor(name);
        if (!FLOATS.contains(tensor.dtype()) || tensor.shape().size() != rank) {
            throw new InvalidAdapterException(
                    "'" + name + "' must be F32, F16 or BF16 with " + rank + " dimensions, is " + tensor);
        }
        return tensor.dimensions();
    }
}
