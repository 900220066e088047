package dev.affix.prefix.adapter;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.affix.prefix.safetensors.Dtype;
import dev.affix.prefix.safetensors.SafetensorsFile;
import dev.affix.prefix.safetensors.SafetensorsWriter;
import dev.affix.prefix.safetensors.TensorInfo;
import java.io.IOException;
import java.util.List;
import java.util.Set;

/**
 * The content of {@code adapter_model.safetensors}: PEFT's three tensors (one, without a head), and in the header's metadata what they do not
 * tell and an answer depends on, so that the file's digest covers it.
 */
final class AdapterModel {
    private static final String PROMPT = "prompt_embeddings";
    private static final String HEAD_WEIGHT = "base_model.classifier.weight";
    private static final String HEAD_BIAS = "base_model.classifier.bias";
    private static final Set<String> WITH_HEAD = Set.of(PROMPT, HEAD_WEIGHT, HEAD_BIAS);
    private static final Set<String> WITHOUT_HEAD = Set.of(PROMPT);

    private static final String BACKBONE = "affix.backbone";
    private static final String HEADS = "affix.heads";
    private static final String HEAD_DIM = "affix.head-dim";
    private static final String LAYERS = "affix.layers";
    private static final String FIRST_POSITION = "affix.first-position";
    private static final String LABELS = "affix.labels";
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private AdapterModel() {}

    static byte[] write(Adapter adapter) {
        PrefixLayout layout = adapter.layout();
        int labels = adapter.labels().size();
        SafetensorsWriter writer = new SafetensorsWriter();
        // Written only where they differ from the usual, so that adapters keep the digests they have.
        if (adapter.prefixLayers() != adapter.layers()) {
            writer.metadata(LAYERS, Integer.toString(adapter.layers()));
        }
        if (adapter.firstPosition() != 0) {
            writer.metadata(FIRST_POSITION, Integer.toString(adapter.firstPosition()));
        }
        if (adapter.hidden() != adapter.heads() * adapter.headDim()) {
            writer.metadata(HEAD_DIM, Integer.toString(adapter.headDim()));
        }
        writer.metadata("format", "pt")
                .metadata(BACKBONE, adapter.backboneDigest())
                .metadata(HEADS, Integer.toString(adapter.heads()))
                .metadata(LABELS, labelsJson(adapter.labels()))
                .tensor(PROMPT, adapter.promptEmbeddings(), adapter.prefixLength(), layout.columns());
        if (adapter.hasHead()) {
            writer.tensor(HEAD_WEIGHT, adapter.headWeight(), labels, adapter.hidden())
                    .tensor(HEAD_BIAS, adapter.headBias(), labels);
        }
        return writer.toBytes();
    }

    static Adapter read(byte[] model) throws InvalidAdapterException {
        try (SafetensorsFile file = SafetensorsFile.of(model)) {
            boolean head = !file.tensors().keySet().equals(WITHOUT_HEAD);
            if (head && !file.tensors().keySet().equals(WITH_HEAD)) {
                throw new InvalidAdapterException("The adapter must hold the tensors "
                        + WITH_HEAD.stream().sorted().toList() + " and no other (or " + PROMPT
                        + " only, without a head), holds " + file.tensors().keySet());
            }
            long[] prompt = shape(file, PROMPT, 2);
            long[] weight = head ? shape(file, HEAD_WEIGHT, 2) : new long[2];
            long[] bias = head ? shape(file, HEAD_BIAS, 1) : new long[1];
            int heads = number(HEADS, metadata(file, HEADS));
            long hidden = weight[1];
            String ownHeadDim = head ? file.metadata().get(HEAD_DIM) : metadata(file, HEAD_DIM);
            long keys = ownHeadDim == null ? hidden : (long) heads * number(HEAD_DIM, ownHeadDim);
            if (keys == 0 || keys % heads != 0 || prompt[1] == 0 || prompt[1] % (2 * keys) != 0) {
                throw new InvalidAdapterException(PROMPT + " has " + prompt[1]
                        + " columns, which is not layers*2*d for d = " + keys + " in " + heads + " heads");
            }
            List<String> labels = labels(metadata(file, LABELS));
            if (weight[0] != labels.size()) {
                throw new InvalidAdapterException((head ? HEAD_WEIGHT : "A file without a head") + " holds " + weight[0]
                        + " rows where there are " + labels.size() + " labels");
            }
            if (head && labels.isEmpty()) {
                throw new InvalidAdapterException("The file has a head and no label for it");
            }
            int prefixLayers = Math.toIntExact(prompt[1] / (2 * keys));
            String layers = file.metadata().get(LAYERS);
            String first = file.metadata().get(FIRST_POSITION);
            if (weight[0] != bias[0]) {
                throw new InvalidAdapterException(
                        HEAD_WEIGHT + " has " + weight[0] + " rows, " + HEAD_BIAS + " has " + bias[0] + " values");
            }
            return new Adapter(
                    metadata(file, BACKBONE),
                    Math.toIntExact(prompt[0]),
                    layers == null ? prefixLayers : number(LAYERS, layers),
                    heads,
                    Math.toIntExact(keys / heads),
                    labels,
                    file.floats(PROMPT),
                    head ? file.floats(HEAD_WEIGHT) : new float[0],
                    head ? file.floats(HEAD_BIAS) : new float[0],
                    prefixLayers,
                    first == null ? 0 : number(FIRST_POSITION, first));
        } catch (IOException e) {
            throw new InvalidAdapterException("The adapter is not a sound safetensors file: " + e.getMessage(), e);
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw new InvalidAdapterException(String.valueOf(e.getMessage()), e);
        }
    }

    private static long[] shape(SafetensorsFile file, String name, int rank) throws InvalidAdapterException {
        TensorInfo tensor = file.tensor(name);
        if (tensor.dtype() != Dtype.F32 || tensor.shape().size() != rank) {
            throw new InvalidAdapterException("'" + name + "' must be F32 with " + rank + " dimensions, is " + tensor);
        }
        return tensor.dimensions();
    }

    private static String metadata(SafetensorsFile file, String key) throws InvalidAdapterException {
        String value = file.metadata().get(key);
        if (value == null) {
            throw new InvalidAdapterException("The adapter's metadata lacks '" + key
                    + "': it was not written by Affix, and its backbone is unknown");
        }
        return value;
    }

    private static int number(String key, String text) throws InvalidAdapterException {
        if (!text.matches("[1-9][0-9]{0,5}")) {
            throw new InvalidAdapterException("The adapter's metadata '" + key + "' is '" + text + "', not a number");
        }
        return Integer.parseInt(text);
    }

    private static String labelsJson(List<String> labels) {
        try {
            return JSON.writeValueAsString(labels);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A list of texts is always JSON", e);
        }
    }

    private static List<String> labels(String json) throws InvalidAdapterException {
        try {
            String[] labels = JSON.readValue(json, String[].class);
            if (labels == null || !labelsJson(List.of(labels)).equals(json)) {
                throw new InvalidAdapterException(
                        "The adapter's metadata '" + LABELS + "' is not a compact JSON array of texts");
            }
            return List.of(labels);
        } catch (JsonProcessingException | NullPointerException e) {
            throw new InvalidAdapterException(
                    "The adapter's metadata '" + LABELS + "' is not a JSON array of texts: " + e.getMessage(), e);
        }
    }
}
