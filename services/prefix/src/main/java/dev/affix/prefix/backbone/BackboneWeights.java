package dev.affix.prefix.backbone;

import dev.affix.prefix.safetensors.Sha256;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Weights and tokenizer of a frozen transformer in host memory, verified: every tensor is present under its Hugging Face
 * name with the shape that the configuration demands, and finite. Immutable (tensor data by agreement); thread-safe.
 */
public final class BackboneWeights {
    /** The spec of the default backbone, all-MiniLM-L6-v2. */
    public static final String MINILM = "minilm";

    private final String name;
    private final String digest;
    private final BackboneConfig config;
    private final Map<String, Tensor> tensors;
    private final byte[] tokenizerJson;
    private final Set<Integer> endTokens;

    private BackboneWeights(
            String name,
            String digest,
            BackboneConfig config,
            Map<String, Tensor> tensors,
            byte[] tokenizerJson,
            Set<Integer> endTokens) {
        this.name = name;
        this.digest = digest;
        this.config = config;
        this.tensors = tensors;
        this.tokenizerJson = tokenizerJson;
        this.endTokens = endTokens;
    }

    /** As {@link #load(String, String)}, accepting any digest of a directory's weights. */
    public static BackboneWeights load(String spec) {
        return load(spec, null);
    }

    /**
     * Loads and verifies a backbone.
     *
     * @param spec {@code minilm} for the Maven artifact, otherwise the path of a Hugging Face directory, or of a model file of
     *     llama2.c with {@code tokenizer.bin} beside it
     * @param expectedDigest hex SHA-256 that the weights file must have, or null for any
     * @throws BackboneException naming the file, what is wrong, and what to do next
     */
    public static BackboneWeights load(String spec, @Nullable String expectedDigest) {
        if (expectedDigest != null && !Sha256.isHex(expectedDigest)) {
            throw new BackboneException("Backbone " + spec + ": the expected digest '" + expectedDigest
                    + "' is not a SHA-256; give 64 lower-case hex digits");
        }
        if (!spec.equals(MINILM)) {
            Path path = path(spec);
            return Files.isRegularFile(path)
                    ? Llama2cFile.load(path, expectedDigest)
                    : HuggingFaceDirectory.load(path, expectedDigest);
        }
        if (expectedDigest != null && !expectedDigest.equals(OnnxBackbone.MINILM_DIGEST)) {
            throw new BackboneException("Backbone minilm has SHA-256 " + OnnxBackbone.MINILM_DIGEST + ", expected "
                    + expectedDigest + "; correct the expected digest or name another backbone");
        }
        return OnnxBackbone.minilm().load();
    }

    private static Path path(String spec) {
        try {
            return Path.of(spec);
        } catch (InvalidPathException e) {
            throw new BackboneException(
                    "Backbone '" + spec + "' is neither '" + MINILM + "' nor a path: " + e.getMessage(), e);
        }
    }

    /**
     * Checks tensors against a configuration; tensors the encoder does not use are left out.
     *
     * @param source what to call the weights in an error, usually a file
     * @param digest hex SHA-256 that identifies the weights
     * @throws BackboneException if a tensor is missing, has another shape, or holds a value that is not finite
     */
    public static BackboneWeights of(
            String name,
            String source,
            String digest,
            BackboneConfig config,
            Map<String, Tensor> tensors,
            byte[] tokenizerJson) {
        Map<String, Tensor> checked = new LinkedHashMap<>();
        config.architecture().tensors(config).forEach((tensorName, shape) -> {
            Tensor tensor = tensors.get(tensorName);
            if (tensor == null) {
                throw new BackboneException("Backbone weights " + source + ": tensor '" + tensorName
                        + "' is missing; the file must hold a model of " + config);
            }
            if (!tensor.hasShape(shape)) {
                throw new BackboneException("Backbone weights " + source + ": tensor '" + tensorName + "' has shape "
                        + Arrays.toString(tensor.shape()) + " where the configuration demands " + Arrays.toString(shape)
                        + "; weights and configuration must come from the same model");
            }
            requireFinite(tensor, tensorName, source);
            checked.put(tensorName, tensor);
        });
        return new BackboneWeights(
                name, digest, config, Collections.unmodifiableMap(checked), tokenizerJson.clone(), Set.of());
    }

    /** Returns the same weights with the tokens that end a text. */
    BackboneWeights endingAt(Set<Integer> tokens) {
        return new BackboneWeights(name, digest, config, tensors, tokenizerJson, Set.copyOf(tokens));
    }

    private static void requireFinite(Tensor tensor, String tensorName, String source) {
        float[] data = tensor.data();
        for (int i = 0; i < data.length; i++) {
            if (!Float.isFinite(data[i])) {
                throw new BackboneException("Backbone weights " + source + ": tensor '" + tensorName + "' holds "
                        + data[i] + " at element " + i + "; fetch the weights again");
            }
        }
    }

    /** A short name for people: {@code minilm}, or the directory's name. */
    public String name() {
        return name;
    }

    /** Lower-case hex SHA-256 of the weights file: the identity of the backbone. */
    public String digest() {
        return digest;
    }

    public BackboneConfig config() {
        return config;
    }

    /** Tensors by the architecture's names. */
    public Map<String, Tensor> tensors() {
        return tensors;
    }

    /**
     * One tensor.
     *
     * @throws IllegalArgumentException if a model of this configuration has no such tensor
     */
    public Tensor tensor(String tensorName) {
        Tensor tensor = tensors.get(tensorName);
        if (tensor == null) {
            throw new IllegalArgumentException("Backbone " + name + " has no tensor '" + tensorName + "'");
        }
        return tensor;
    }

    /** Ids of the tokens that end a decoder's text: {@code eos_token_id}; none if the model does not say. */
    public Set<Integer> endTokens() {
        return endTokens;
    }

    /** The bytes of {@code tokenizer.json}, as a fresh copy. */
    public byte[] tokenizerJson() {
        return tokenizerJson.clone();
    }
}
