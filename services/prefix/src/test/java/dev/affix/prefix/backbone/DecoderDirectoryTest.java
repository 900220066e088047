package dev.affix.prefix.backbone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.affix.prefix.safetensors.SafetensorsWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Hugging Face directories of decoders. */
class DecoderDirectoryTest {
    private static final String LLAMA = """
            {"model_type": "llama", "hidden_act": "silu", "num_hidden_layers": 2, "hidden_size": 16, "num_attention_heads": 4,
             "num_key_value_heads": 2, "intermediate_size": 24, "vocab_size": 30, "max_position_embeddings": 40,
             "rms_norm_eps": 1e-05, "rope_theta": 10000.0, "tie_word_embeddings": false, "rope_scaling": null,
             "attention_bias": false}""";
    private static final String GPT2 = """
            {"model_type": "gpt2", "activation_function": "gelu_new", "n_layer": 2, "n_embd": 16, "n_head": 4, "n_inner": null,
             "n_positions": 40, "vocab_size": 30, "layer_norm_epsilon": 1e-05}""";

    private final Path directory;

    DecoderDirectoryTest(@TempDir Path directory) {
        this.directory = directory;
    }

    private BackboneWeights load(String config, BackboneConfig weights, String inFront) throws IOException {
        Files.writeString(directory.resolve("config.json"), config);
        TinyBert.writeTokenizer(directory, TinyBert.VOCABULARY);
        SafetensorsWriter writer = new SafetensorsWriter().metadata("format", "pt");
        TinyModels.tensors(weights, 1)
                .forEach((name, tensor) -> writer.tensor(rename(name, inFront), tensor.data(), tensor.shape()));
        writer.tensor(rename("something.else", inFront), new float[] {1}, 1);
        Files.write(directory.resolve("model.safetensors"), writer.toBytes());
        return BackboneWeights.load(directory.toString());
    }

    private static String rename(String name, String inFront) {
        return inFront.equals("-model.") ? name.replaceFirst("^model\\.", "") : inFront + name;
    }

    private static void same(BackboneWeights loaded, BackboneConfig config) {
        assertThat(loaded.config()).isEqualTo(config);
        Map<String, Tensor> expected = TinyModels.tensors(config, 1);
        assertThat(loaded.tensors().keySet()).isEqualTo(expected.keySet());
        expected.forEach((name, tensor) ->
                assertThat(loaded.tensor(name).data()).as(name).isEqualTo(tensor.data()));
    }

    @Test
    void aLlamaIsReadWithItsLanguageHeadAndWithout() throws IOException {
        same(load(LLAMA, TinyModels.LLAMA, ""), TinyModels.LLAMA);
        same(load(LLAMA, TinyModels.LLAMA, "-model."), TinyModels.LLAMA);
    }

    @Test
    void aGpt2IsReadAsALanguageModelAndBare() throws IOException {
        same(load(GPT2, TinyModels.GPT2, "transformer."), TinyModels.GPT2);
        same(load(GPT2, TinyModels.GPT2, ""), TinyModels.GPT2);
    }

    /** Newer files keep the base of rotary positions elsewhere. */
    @Test
    void theBaseOfRotaryPositionsIsFoundWhereItIs() throws IOException {
        String moved = LLAMA.replace(
                "\"rope_theta\": 10000.0",
                "\"rope_parameters\": {\"rope_type\": \"default\", \"rope_theta\": 500000.0}");
        assertThat(load(moved, TinyModels.LLAMA, "").config().ropeTheta()).isEqualTo(500_000);
        assertThat(load(LLAMA.replace("\"rope_theta\": 10000.0,", ""), TinyModels.LLAMA, "")
                        .config()
                        .ropeTheta())
                .isEqualTo(10_000);
    }

    @Test
    void theTokensThatEndATextAreOneSeveralOrNone() throws IOException {
        assertThat(load(LLAMA, TinyModels.LLAMA, "").endTokens()).isEmpty();
        assertThat(ending("null").endTokens()).isEmpty();
        assertThat(ending("29").endTokens()).containsExactly(29);
        assertThat(ending("[7, 29]").endTokens()).containsExactlyInAnyOrder(7, 29);
        assertThatThrownBy(() -> ending("\"</s>\""))
                .isInstanceOf(BackboneException.class)
                .hasMessageContaining("eos_token_id is \"</s>\"")
                .hasMessageContaining("config.json");
    }

    private BackboneWeights ending(String tokens) throws IOException {
        return load(LLAMA.replaceFirst("\\{", "{\"eos_token_id\": " + tokens + ", "), TinyModels.LLAMA, "");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"rope_scaling\": null | \"rope_scaling\": {\"type\": \"linear\", \"factor\": 2} | rope_scaling",
                "\"rope_scaling\": null | \"rope_parameters\": {\"rope_type\": \"yarn\"} | rope_parameters.rope_type",
                "\"rope_scaling\": null | \"sliding_window\": 4096 | sliding_window",
                "\"attention_bias\": false | \"attention_bias\": true | attention_bias",
                "\"attention_bias\": false | \"head_dim\": 8 | head_dim 8",
                "\"hidden_act\": \"silu\" | \"hidden_act\": \"gelu\" | hidden_act",
                "\"num_key_value_heads\": 2 | \"num_key_value_heads\": 3 | keyValueHeads 3",
                "\"num_hidden_layers\": 2 | \"num_hidden_layers\": 0 | layers",
                "\"model_type\": \"llama\" | \"model_type\": \"mistral\" | model_type",
            })
    void whatIsNotComputedIsRefusedByName(String field, String changed, String named) {
        assertThatThrownBy(() -> load(LLAMA.replace(field, changed), TinyModels.LLAMA, ""))
                .isInstanceOf(BackboneException.class)
                .hasMessageContaining(named)
                .hasMessageContaining("config.json");
    }
}
