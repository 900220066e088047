package dev.affix.inference;

import dev.affix.prefix.adapter.Adapter;
import dev.affix.prefix.adapter.AdapterFile;
import dev.affix.prefix.backbone.BackboneConfig;
import dev.affix.prefix.backbone.architecture.Architectures;
import dev.affix.prefix.safetensors.SafetensorsWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A Llama of random numbers that knows thirty words, as Hugging Face's files. */
final class TinyLlama {
    private static final BackboneConfig CONFIG =
            new BackboneConfig(Architectures.LLAMA, 2, 16, 4, 2, 24, 30, 40, 1, 1e-5f, 10_000, false);

    private TinyLlama() {}

    static Path write(Path directory) throws IOException {
        Files.writeString(directory.resolve("config.json"), """
                {"model_type": "llama", "hidden_act": "silu", "num_hidden_layers": 2, "hidden_size": 16,
                 "num_attention_heads": 4, "num_key_value_heads": 2, "intermediate_size": 24, "vocab_size": 30,
                 "max_position_embeddings": 40, "rms_norm_eps": 1e-05, "tie_word_embeddings": false, "eos_token_id": 29}""");
        String vocabulary = IntStream.range(0, 30)
                .mapToObj(id -> "\"" + word(id) + "\": " + id)
                .collect(Collectors.joining(", "));
        Files.writeString(
                directory.resolve("tokenizer.json"),
                "{\"version\": \"1.0\", \"truncation\": null, \"padding\": null, \"added_tokens\": [], \"normalizer\": null,"
                        + " \"pre_tokenizer\": {\"type\": \"Whitespace\"}, \"post_processor\": null, \"decoder\": null,"
                        + " \"model\": {\"type\": \"WordLevel\", \"vocab\": {" + vocabulary
                        + "}, \"unk_token\": \"[UNK]\"}}");
        SafetensorsWriter writer = new SafetensorsWriter().metadata("format", "pt");
        Random random = new Random(5);
        CONFIG.architecture().tensors(CONFIG).forEach((name, shape) -> {
            int size = 1;
            for (long dimension : shape) {
                size *= (int) dimension;
            }
            writer.tensor(name, gaussians(random, size, 0.4f), shape);
        });
        Files.write(directory.resolve("model.safetensors"), writer.toBytes());
        return directory;
    }

    /** Returns the word of an id. */
    static String word(int id) {
        return id == 0 ? "[UNK]" : "w" + (char) ('a' + id / 6) + (char) ('a' + id % 6);
    }

    static AdapterFile adapter(long seed, String backbone, List<String> labels) {
        Random random = new Random(seed);
        // The prefix first: it is the same whatever the labels.
        return AdapterFile.of(new Adapter(
                backbone,
                3,
                CONFIG.layers(),
                CONFIG.keyValueHeads(),
                CONFIG.headDim(),
                labels,
                gaussians(random, 3 * CONFIG.valuesPerPosition(), 1),
                gaussians(random, labels.size() * CONFIG.hidden(), 0.5f),
                gaussians(random, labels.size(), 0.5f)));
    }

    private static float[] gaussians(Random random, int length, float scale) {
        float[] values = new float[length];
        for (int i = 0; i < length; i++) {
            values[i] = (float) random.nextGaussian() * scale;
        }
        return values;
    }
}
