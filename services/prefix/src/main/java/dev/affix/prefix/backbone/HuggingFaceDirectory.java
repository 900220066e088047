package dev.affix.prefix.backbone;

import dev.affix.prefix.safetensors.SafetensorsFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A Hugging Face model directory: {@code config.json}, {@code model.safetensors}, {@code tokenizer.json}. Weights of a
 * task model (its own prefix in front of the names, a pooler, heads) are read too.
 */
final class HuggingFaceDirectory {
    private static final String WEIGHTS = "model.safetensors";

    private HuggingFaceDirectory() {}

    static BackboneWeights load(Path directory, @Nullable String expectedDigest) {
        if (!Files.isDirectory(directory)) {
            throw new BackboneException(
                    "Backbone " + directory + " is neither a directory nor a file; name '" + BackboneWeights.MINILM
                            + "', a Hugging Face directory with config.json, " + WEIGHTS
                            + " and tokenizer.json, or a model file of llama2.c");
        }
        Path configFile = required(directory, "config.json", "");
        Path weightsFile = required(
                directory, WEIGHTS, " as one file (a model in shards or in pytorch_model.bin must be converted first)");
        ConfigJson json = ConfigJson.read(configFile);
        BackboneConfig config = json.dimensions();
        byte[] tokenizer = config.image() != null
                ? new byte[0]
                : bytes(required(directory, "tokenizer.json", " (the format of fast tokenizers)"));
        String digest;
        Map<String, Tensor> tensors;
        try (SafetensorsFile file = SafetensorsFile.open(weightsFile)) {
            digest = file.digest();
            if (expectedDigest != null && !digest.equals(expectedDigest)) {
                throw new BackboneException(
                        "Backbone weights " + weightsFile + " have SHA-256 " + digest + ", expected "
                                + expectedDigest
                                + ": the file is damaged or another one; fetch it again or correct the expected"
                                + " digest");
            }
            tensors = tensors(file, config, weightsFile);
        } catch (IOException e) {
            throw new BackboneException(
                    "Backbone weights " + weightsFile + " cannot be read: " + e.getMessage() + "; fetch the file again",
                    e);
        }
        Path name = directory.toAbsolutePath().normalize().getFileName();
        return BackboneWeights.of(
                        name == null ? directory.toString() : name.toString(),
                        weightsFile.toString(),
                        digest,
                        config,
                        tensors,
                        tokenizer)
                .endingAt(json.endTokens());
    }

    private static Map<String, Tensor> tensors(SafetensorsFile file, BackboneConfig config, Path source)
            throws IOException {
        Set<String> wanted = config.architecture().tensors(config).keySet();
        Map<String, Tensor> tensors = new HashMap<>();
        for (String stored : file.tensors().keySet()) {
            String name = config.architecture().canonical(stored);
            if (!wanted.contains(name)) {
                continue;
            }
            long[] shape = file.tensor(stored).dimensions();
            if (tensors.put(name, new Tensor(file.floats(stored), shape)) != null) {
                throw new BackboneException("Backbone weights " + source + ": two tensors are named '" + name
                        + "' once the model's own name in front is taken off; keep one model in the file");
            }
        }
        return tensors;
    }

    private static Path required(Path directory, String name, String remark) {
        Path file = directory.resolve(name);
        if (!Files.isRegularFile(file)) {
            throw new BackboneException("Backbone " + directory + ": there is no file " + name
                    + "; a Hugging Face directory must have it" + remark);
        }
        return file;
    }

    private static byte[] bytes(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new BackboneException("Backbone file " + file + " cannot be read: " + e.getMessage(), e);
        }
    }
}
