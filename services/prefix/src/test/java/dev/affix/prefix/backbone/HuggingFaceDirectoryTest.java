package dev.affix.prefix.backbone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.affix.prefix.safetensors.Dtype;
import dev.affix.prefix.safetensors.SafetensorsWriter;
import dev.affix.prefix.safetensors.Sha256;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HuggingFaceDirectoryTest {
    private static final String QUERY = "encoder.layer.1.attention.self.query.weight";

    private final Path directory;

    HuggingFaceDirectoryTest(@TempDir Path directory) throws IOException {
        this.directory = directory;
        TinyBert.write(directory, 7);
    }

    @Test
    void aDirectoryIsLoadedAndIdentifiedByItsWeights() throws IOException {
        byte[] file = Files.readAllBytes(directory.resolve("model.safetensors"));
        String digest = Sha256.hex(file);

        BackboneWeights weights = BackboneWeights.load(directory.toString(), digest);

        assertThat(weights.digest()).isEqualTo(digest);
        assertThat(weights.name()).isEqualTo(directory.getFileName().toString());
        assertThat(weights.config()).isEqualTo(TinyBert.CONFIG);
        assertThat(weights.tokenizerJson()).isEqualTo(Files.readAllBytes(directory.resolve("tokenizer.json")));
        assertSameTensors(weights);
    }

    @Test
    void aTaskModelsPrefixPoolerHeadsAndOldNamesAreUnderstood() throws IOException {
        SafetensorsWriter writer = new SafetensorsWriter()
                .tensor("bert.pooler.dense.weight", new float[64], 8, 8)
                .tensor("cls.predictions.bias", new float[] {Float.NaN}, 1)
                .tensor("bert.embeddings.position_ids", Dtype.I64, ByteBuffer.allocate(24 * 8), 1, 24);
        TinyBert.tensors(7)
                .forEach((name, tensor) -> writer.tensor(
                        "bert."
                                + name.replace("LayerNorm.weight", "LayerNorm.gamma")
                                        .replace("LayerNorm.bias", "LayerNorm.beta"),
                        tensor.data(),
                        tensor.shape()));
        Files.write(directory.resolve("model.safetensors"), writer.toBytes());

        assertSameTensors(BackboneWeights.load(directory.toString()));
    }

    @Test
    void halfPrecisionWeightsAreWidened() throws IOException {
        ByteBuffer halves = ByteBuffer.allocate(128).order(ByteOrder.LITTLE_ENDIAN);
        ByteBuffer brains = ByteBuffer.allocate(128).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < 64; i++) {
            halves.putShort((short) 0x3e00);
            brains.putShort((short) 0xc040);
        }
        String key = "encoder.layer.1.attention.self.key.weight";
        SafetensorsWriter writer = new SafetensorsWriter()
                .tensor(QUERY, Dtype.F16, halves.flip(), 8, 8)
                .tensor(key, Dtype.BF16, brains.flip(), 8, 8);
        TinyBert.tensors(7).forEach((name, tensor) -> {
            if (!name.equals(QUERY) && !name.equals(key)) {
                writer.tensor(name, tensor.data(), tensor.shape());
            }
        });
        Files.write(directory.resolve("model.safetensors"), writer.toBytes());

        BackboneWeights weights = BackboneWeights.load(directory.toString());

        assertThat(weights.tensor(QUERY).data()).containsOnly(1.5f);
        assertThat(weights.tensor(key).data()).containsOnly(-3f);
    }

    @Test
    void aMissingTensorIsNamed() throws IOException {
        rewrite(QUERY, null);

        assertRefused(() -> BackboneWeights.load(directory.toString()), "model.safetensors", QUERY, "missing");
    }

    @Test
    void aTensorOfAnotherShapeIsNamedWithBothShapes() throws IOException {
        rewrite(QUERY, new Tensor(new float[64], 4, 16));

        assertRefused(() -> BackboneWeights.load(directory.toString()), QUERY, "[4, 16]", "[8, 8]");
    }

    @Test
    void aWeightThatIsNotFiniteIsNamed() throws IOException {
        float[] data = new float[64];
        data[5] = Float.NEGATIVE_INFINITY;
        rewrite(QUERY, new Tensor(data, 8, 8));

        assertRefused(() -> BackboneWeights.load(directory.toString()), QUERY, "-Infinity at element 5");
    }

    @Test
    void oneTensorUnderTwoNamesIsRefused() throws IOException {
        SafetensorsWriter writer = new SafetensorsWriter().tensor("bert." + QUERY, new float[64], 8, 8);
        TinyBert.tensors(7).forEach((name, tensor) -> writer.tensor(name, tensor.data(), tensor.shape()));
        Files.write(directory.resolve("model.safetensors"), writer.toBytes());

        assertRefused(() -> BackboneWeights.load(directory.toString()), "two tensors are named '" + QUERY);
    }

    @Test
    void anotherDigestIsRefusedWithFileAndBothDigests() throws IOException {
        String actual = Sha256.hex(Files.readAllBytes(directory.resolve("model.safetensors")));
        String expected = "1".repeat(64);

        assertRefused(
                () -> BackboneWeights.load(directory.toString(), expected),
                directory.resolve("model.safetensors").toString(),
                actual,
                expected);
    }

    @Test
    void aTruncatedFileIsRefused() throws IOException {
        Path file = directory.resolve("model.safetensors");
        byte[] bytes = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(bytes, bytes.length - 100));

        assertRefused(() -> BackboneWeights.load(directory.toString()), file.toString(), "out of range", "fetch");
    }

    @ParameterizedTest
    @ValueSource(strings = {"config.json", "model.safetensors", "tokenizer.json"})
    void aMissingFileIsNamed(String name) throws IOException {
        Files.delete(directory.resolve(name));

        assertRefused(() -> BackboneWeights.load(directory.toString()), directory.toString(), name);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            emptyValue = "",
            value = {
                "model_type | \"roberta\" | model_type is \"roberta\"",
                "model_type | '' | model_type is missing",
                "hidden_act | \"gelu_new\" | hidden_act is \"gelu_new\"",
                "position_embedding_type | \"relative_key\" | position_embedding_type is \"relative_key\"",
                "is_decoder | true | is_decoder",
                "hidden_size | '' | hidden_size must be an integer, is missing",
                "hidden_size | \"8\" | hidden_size must be an integer",
                "num_attention_heads | 3 | not a multiple of heads 3",
                "num_hidden_layers | 0 | layers must be positive",
                "layer_norm_eps | -1 | layerNormEps",
                "vocab_size | 99999999999 | vocab_size must be an integer"
            })
    void aConfigurationTheEncoderCannotComputeIsRefused(String field, String value, String reason) throws IOException {
        TinyBert.writeConfig(directory, Map.of(field, value));

        assertRefused(() -> BackboneWeights.load(directory.toString()), "config.json", reason);
    }

    @Test
    void optionalFieldsHaveBertsDefaults() throws IOException {
        TinyBert.writeConfig(
                directory, Map.of("type_vocab_size", "", "layer_norm_eps", "", "position_embedding_type", ""));

        assertThat(BackboneWeights.load(directory.toString()).config()).isEqualTo(TinyBert.CONFIG);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "[]", "null"})
    void aConfigurationThatIsNotAnObjectIsRefused(String content) throws IOException {
        Files.writeString(directory.resolve("config.json"), content);

        assertRefused(() -> BackboneWeights.load(directory.toString()), "config.json");
    }

    @Test
    void aPathThatIsNotADirectoryIsRefusedWithTheChoices() {
        assertRefused(
                () -> BackboneWeights.load(directory.resolve("absent").toString()), "absent", "minilm", "config.json");
        assertRefused(() -> BackboneWeights.load("a\0b"), "neither 'minilm' nor a path");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "abc", "sha256:0000", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"})
    void anExpectedDigestThatIsNotASha256IsRefused(String expected) {
        assertRefused(() -> BackboneWeights.load(directory.toString(), expected), "64 lower-case hex digits");
    }

    private void rewrite(String changed, @Nullable Tensor replacement) throws IOException {
        SafetensorsWriter writer = new SafetensorsWriter();
        Map<String, Tensor> tensors = TinyBert.tensors(7);
        tensors.remove(changed);
        if (replacement != null) {
            tensors.put(changed, replacement);
        }
        tensors.forEach((name, tensor) -> writer.tensor(name, tensor.data(), tensor.shape()));
        Files.write(directory.resolve("model.safetensors"), writer.toBytes());
    }

    private static void assertSameTensors(BackboneWeights weights) {
        Map<String, Tensor> expected = TinyBert.tensors(7);
        assertThat(weights.tensors().keySet()).isEqualTo(expected.keySet());
        expected.forEach((name, tensor) -> {
            assertThat(weights.tensor(name).shape()).isEqualTo(tensor.shape());
            assertThat(weights.tensor(name).data()).isEqualTo(tensor.data());
        });
    }

    private static void assertRefused(ThrowingCallable call, String... parts) {
        assertThatThrownBy(call).isInstanceOf(BackboneException.class).hasMessageContainingAll(parts);
    }
}
