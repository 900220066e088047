package dev.affix.prefix.backbone;

import dev.affix.prefix.safetensors.SafetensorsWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** A random BERT encoder small enough for a test, as a Hugging Face directory with a WordPiece tokenizer. */
public final class TinyBert {
    /** The vocabulary, by id. */
    public static final List<String> VOCABULARY = vocabulary();

    public static final BackboneConfig CONFIG = new BackboneConfig(2, 8, 2, 16, VOCABULARY.size(), 24, 2, 1e-12f);

    private TinyBert() {}

    /** Writes config.json, model.safetensors and tokenizer.json. */
    public static void write(Path directory, long seed) throws IOException {
        writeConfig(directory, Map.of());
        writeTokenizer(directory, VOCABULARY);
        SafetensorsWriter writer = new SafetensorsWriter().metadata("format", "pt");
        tensors(seed).forEach((name, tensor) -> writer.tensor(name, tensor.data(), tensor.shape()));
        Files.write(directory.resolve("model.safetensors"), writer.toBytes());
    }

    /** Random weights under their Hugging Face names. */
    public static Map<String, Tensor> tensors(long seed) {
        Random random = new Random(seed);
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        CONFIG.architecture().tensors(CONFIG).forEach((name, shape) -> {
            int size = 1;
            for (long dimension : shape) {
                size *= (int) dimension;
            }
            float[] data = new float[size];
            for (int i = 0; i < size; i++) {
                data[i] = (float) (random.nextGaussian() * 0.2) + (name.endsWith("LayerNorm.weight") ? 1 : 0);
            }
            tensors.put(name, new Tensor(data, shape));
        });
        return tensors;
    }

    /** Writes config.json; {@code changes} are JSON values by field, an empty one removes the field. */
    public static void writeConfig(Path directory, Map<String, String> changes) throws IOException {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("architectures", "[\"BertModel\"]");
        fields.put("model_type", "\"bert\"");
        fields.put("hidden_act", "\"gelu\"");
        fields.put("position_embedding_type", "\"absolute\"");
        fields.put("num_hidden_layers", Integer.toString(CONFIG.layers()));
        fields.put("hidden_size", Integer.toString(CONFIG.hidden()));
        fields.put("num_attention_heads", Integer.toString(CONFIG.heads()));
        fields.put("intermediate_size", Integer.toString(CONFIG.intermediate()));
        fields.put("vocab_size", Integer.toString(CONFIG.vocabulary()));
        fields.put("max_position_embeddings", Integer.toString(CONFIG.maxPositions()));
        fields.put("type_vocab_size", Integer.toString(CONFIG.typeVocabulary()));
        fields.put("layer_norm_eps", "1e-12");
        fields.putAll(changes);
        fields.values().removeIf(String::isEmpty);
        List<String> lines = new ArrayList<>();
        fields.forEach((field, value) -> lines.add("\"" + field + "\": " + value));
        Files.writeString(directory.resolve("config.json"), "{" + String.join(",\n", lines) + "}");
    }

    /** Writes an uncased WordPiece tokenizer.json that asks for truncation to 4 and padding to 10. */
    public static void writeTokenizer(Path directory, List<String> vocabulary) throws IOException {
        List<String> entries = new ArrayList<>();
        for (int id = 0; id < vocabulary.size(); id++) {
            entries.add("\"" + vocabulary.get(id) + "\":" + id);
        }
        Files.writeString(directory.resolve("tokenizer.json"), """
                {"version":"1.0",
                 "truncation":{"direction":"Right","max_length":4,"strategy":"LongestFirst","stride":0},
                 "padding":{"strategy":{"Fixed":10},"direction":"Right","pad_to_multiple_of":null,
                            "pad_id":0,"pad_type_id":0,"pad_token":"[PAD]"},
                 "added_tokens":[
                   {"id":0,"content":"[PAD]","single_word":false,"lstrip":false,"rstrip":false,"normalized":false,"special":true},
                   {"id":1,"content":"[UNK]","single_word":false,"lstrip":false,"rstrip":false,"normalized":false,"special":true},
                   {"id":2,"content":"[CLS]","single_word":false,"lstrip":false,"rstrip":false,"normalized":false,"special":true},
                   {"id":3,"content":"[SEP]","single_word":false,"lstrip":false,"rstrip":false,"normalized":false,"special":true}],
                 "normalizer":{"type":"BertNormalizer","clean_text":true,"handle_chinese_chars":true,
                               "strip_accents":null,"lowercase":true},
                 "pre_tokenizer":{"type":"BertPreTokenizer"},
                 "post_processor":{"type":"TemplateProcessing",
                   "single":[{"SpecialToken":{"id":"[CLS]","type_id":0}},{"Sequence":{"id":"A","type_id":0}},
                             {"SpecialToken":{"id":"[SEP]","type_id":0}}],
                   "pair":[{"SpecialToken":{"id":"[CLS]","type_id":0}},{"Sequence":{"id":"A","type_id":0}},
                           {"SpecialToken":{"id":"[SEP]","type_id":0}},{"Sequence":{"id":"B","type_id":1}},
                           {"SpecialToken":{"id":"[SEP]","type_id":1}}],
                   "special_tokens":{"[CLS]":{"id":"[CLS]","ids":[2],"tokens":["[CLS]"]},
                                     "[SEP]":{"id":"[SEP]","ids":[3],"tokens":["[SEP]"]}}},
                 "decoder":{"type":"WordPiece","prefix":"##","cleanup":true},
                 "model":{"type":"WordPiece","unk_token":"[UNK]","continuing_subword_prefix":"##",
                          "max_input_chars_per_word":100,"vocab":{%s}}}
                """.formatted(String.join(",", entries)));
    }

    private static List<String> vocabulary() {
        List<String> words = new ArrayList<>(List.of("[PAD]", "[UNK]", "[CLS]", "[SEP]"));
        for (char letter = 'a'; letter <= 'h'; letter++) {
            words.add(String.valueOf(letter));
            words.add("##" + letter);
        }
        return List.copyOf(words);
    }
}
