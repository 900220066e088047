package dev.affix.prefix.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.affix.prefix.backbone.BackboneConfig;
import dev.affix.prefix.safetensors.SafetensorsFile;
import dev.affix.prefix.safetensors.SafetensorsWriter;
import dev.affix.prefix.safetensors.Sha256;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class AdapterFileTest {
    private static final String BACKBONE = "ab".repeat(32);
    private static final List<String> LABELS = List.of("noun.act", "\"quoted\"", "日本語");

    @Test
    void anAdapterSurvivesItsFile() throws InvalidAdapterException {
        Adapter adapter = adapter(5, 1);

        Adapter read = AdapterFile.read(AdapterFile.of(adapter).model());

        assertThat(read).isEqualTo(adapter).hasSameHashCodeAs(adapter);
        assertThat(read.labels()).isEqualTo(LABELS);
        assertThat(read.keyValues()).isEqualTo(adapter.keyValues());
    }

    @Test
    void aLinearProbeSurvivesItsFileWithAnEmptyPrefix() throws InvalidAdapterException, IOException {
        Adapter probe = adapter(0, 2);
        byte[] model = AdapterFile.of(probe).model();

        assertThat(AdapterFile.read(model)).isEqualTo(probe);
        try (SafetensorsFile file = SafetensorsFile.of(model)) {
            assertThat(file.tensor("prompt_embeddings").dimensions()).containsExactly(0, 2 * 2 * 6);
        }
    }

    @Test
    void theModelFileHasExactlyTheseBytes() {
        Adapter adapter = new Adapter(
                BACKBONE, 1, 1, 1, 1, List.of("no", "yes"), new float[] {1, 2}, new float[] {3, 4}, new float[] {5, 6});

        String header = "{\"__metadata__\":{\"affix.backbone\":\"" + BACKBONE + "\",\"affix.heads\":\"1\","
                + "\"affix.labels\":\"[\\\"no\\\",\\\"yes\\\"]\",\"format\":\"pt\"},"
                + "\"base_model.classifier.bias\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]},"
                + "\"base_model.classifier.weight\":{\"dtype\":\"F32\",\"shape\":[2,1],\"data_offsets\":[8,16]},"
                + "\"prompt_embeddings\":{\"dtype\":\"F32\",\"shape\":[1,2],\"data_offsets\":[16,24]}}";
        int length = (header.length() + 7) / 8 * 8;
        ByteBuffer expected = ByteBuffer.allocate(8 + length + 24)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(length)
                .put((header + " ".repeat(length - header.length())).getBytes(StandardCharsets.UTF_8));
        for (float value : new float[] {5, 6, 3, 4, 1, 2}) {
            expected.putFloat(value);
        }
        assertThat(AdapterFile.of(adapter).model()).isEqualTo(expected.array());
    }

    @Test
    void theSameAdapterGivesTheSameBytesAndAnotherOneAnotherDigest() {
        AdapterFile one = AdapterFile.of(adapter(5, 1));
        AdapterFile again = AdapterFile.of(adapter(5, 1));

        assertThat(one.model()).isEqualTo(again.model());
        assertThat(one.config()).isEqualTo(again.config());
        assertThat(one.digest()).isEqualTo(again.digest()).isEqualTo(Sha256.hex(one.model()));
        assertThat(one).isEqualTo(again);
        assertThat(one).isNotEqualTo(AdapterFile.of(adapter(5, 2)));
        assertThat(one).isNotEqualTo(AdapterFile.of(relabelled(adapter(5, 1), List.of("a", "b", "c"))));
    }

    @Test
    void theConfigurationIsPeftsWithSortedKeys() {
        assertThat(AdapterFile.of(adapter(5, 1)).config()).isEqualTo("""
                        {
                          "auto_mapping": null,
                          "base_model_name_or_path": "sha256:%s",
                          "encoder_hidden_size": 6,
                          "inference_mode": true,
                          "num_attention_heads": 3,
                          "num_layers": 2,
                          "num_transformer_submodules": 1,
                          "num_virtual_tokens": 5,
                          "peft_type": "PREFIX_TUNING",
                          "prefix_projection": false,
                          "revision": null,
                          "task_type": "SEQ_CLS",
                          "token_dim": 6
                        }
                        """.formatted(BACKBONE));
    }

    @Test
    void aDirectoryHoldsBothFilesAndNothingElse(@TempDir Path directory) throws Exception {
        AdapterFile file = AdapterFile.of(adapter(5, 1));
        Path target = directory.resolve("a/b");

        file.writeTo(target);
        file.writeTo(target);

        try (Stream<Path> files = Files.list(target)) {
            assertThat(files.map(path -> path.getFileName().toString()))
                    .containsExactlyInAnyOrder("adapter_model.safetensors", "adapter_config.json");
        }
        AdapterFile read = AdapterFile.readFrom(target);
        assertThat(read.model()).isEqualTo(file.model());
        assertThat(read.config()).isEqualTo(file.config());
        assertThat(read.digest()).isEqualTo(file.digest());
    }

    @Test
    void aDirectoryWithTheConfigurationOfAnotherAdapterIsRefused(@TempDir Path directory) throws Exception {
        AdapterFile.of(adapter(5, 1)).writeTo(directory);
        Files.writeString(
                directory.resolve("adapter_config.json"),
                AdapterFile.of(adapter(4, 1)).config());

        assertThatThrownBy(() -> AdapterFile.readFrom(directory))
                .isInstanceOf(InvalidAdapterException.class)
                .hasMessageContaining("num_virtual_tokens = 4 where the model file has 5");
    }

    @Test
    void anAdapterOfAnotherBackboneIsRefused() throws InvalidAdapterException {
        byte[] model = AdapterFile.of(adapter(5, 1)).model();
        BackboneConfig config = config(2, 6, 3);
        String other = "cd".repeat(32);

        assertThat(AdapterFile.read(model, config, BACKBONE)).isEqualTo(adapter(5, 1));
        assertThatThrownBy(() -> AdapterFile.read(model, config, other))
                .isInstanceOf(InvalidAdapterException.class)
                .hasMessageContainingAll(BACKBONE, other);
    }

    @Test
    void anAdapterThatDoesNotFitItsBackboneIsRefused() {
        byte[] model = AdapterFile.of(adapter(5, 1)).model();

        for (BackboneConfig config : new BackboneConfig[] {config(3, 6, 3), config(2, 6, 2), config(2, 12, 3)}) {
            assertThatThrownBy(() -> AdapterFile.read(model, config, BACKBONE))
                    .isInstanceOf(InvalidAdapterException.class)
                    .hasMessageContaining("does not fit");
        }
    }

    @Test
    void valuesThatAreNotFiniteOrTooLargeAreNeitherWrittenNorRead() {
        for (float bad :
                new float[] {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, 3e38f, -10_001, 10_000.1f}) {
            assertThatThrownBy(
                            () -> new Adapter(BACKBONE, 1, 1, 1, 1, List.of("x"), new float[] {1, bad}, one(1), one(1)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("prompt_embeddings holds " + bad + " at element 1");

            byte[] model = metadata("1", "[\"x\"]")
                    .tensor("prompt_embeddings", new float[] {1, bad}, 1, 2)
                    .tensor("base_model.classifier.weight", one(1), 1, 1)
                    .tensor("base_model.classifier.bias", one(1), 1)
                    .toBytes();
            assertThatThrownBy(() -> AdapterFile.read(model))
                    .isInstanceOf(InvalidAdapterException.class)
                    .hasMessageContaining("prompt_embeddings holds " + bad + " at element 1");
        }
    }

    @Test
    void everyTruncationIsRefused() {
        byte[] model = AdapterFile.of(adapter(1, 1)).model();

        for (int length = 0; length < model.length; length++) {
            byte[] cut = Arrays.copyOf(model, length);
            assertThatThrownBy(() -> AdapterFile.read(cut))
                    .as("%d bytes", length)
                    .isInstanceOf(InvalidAdapterException.class);
        }
    }

    static Stream<Arguments> foreignFiles() {
        SafetensorsWriter empty = new SafetensorsWriter();
        return Stream.of(
                Arguments.of("no tensors", empty, "must hold the tensors"),
                Arguments.of(
                        "a tensor too many",
                        tensors(metadata("1", "[\"x\"]"), 2, 1, 1).tensor("x", one(1), 1),
                        "must hold the tensors"),
                Arguments.of("no metadata", tensors(new SafetensorsWriter(), 2, 1, 1), "metadata lacks 'affix.heads'"),
                Arguments.of(
                        "heads that do not divide d",
                        tensors(metadata("2", "[\"x\"]"), 2, 1, 1),
                        "layers*2*d for d = 1"),
                Arguments.of("zero heads", tensors(metadata("0", "[\"x\"]"), 2, 1, 1), "'affix.heads' is '0'"),
                Arguments.of("huge heads", tensors(metadata("9999999999", "[\"x\"]"), 2, 1, 1), "'affix.heads' is"),
                Arguments.of("odd columns", tensors(metadata("1", "[\"x\"]"), 3, 1, 1), "has 3 columns"),
                Arguments.of("no columns", tensors(metadata("1", "[\"x\"]"), 0, 1, 1), "has 0 columns"),
                Arguments.of("no width", tensors(metadata("1", "[\"x\"]"), 2, 1, 0), "d = 0"),
                Arguments.of("too few labels", tensors(metadata("1", "[\"x\"]"), 2, 2, 1), "classifier.weight holds 2"),
                Arguments.of("no labels", tensors(metadata("1", "[]"), 2, 0, 1), "no label"),
                Arguments.of("equal labels", tensors(metadata("1", "[\"x\",\"x\"]"), 2, 2, 1), "not distinct"),
                Arguments.of("a null label", tensors(metadata("1", "[null]"), 2, 1, 1), "affix.labels"),
                Arguments.of("labels that are null", tensors(metadata("1", "null"), 2, 1, 1), "affix.labels"),
                Arguments.of("labels that are numbers", tensors(metadata("1", "[1]"), 2, 1, 1), "affix.labels"),
                Arguments.of("labels that are no JSON", tensors(metadata("1", "x"), 2, 1, 1), "affix.labels"),
                Arguments.of("text after the labels", tensors(metadata("1", "[\"x\"] 1"), 2, 1, 1), "affix.labels"),
                Arguments.of(
                        "a label with half a character",
                        tensors(metadata("1", "[\"\\ud800\"]"), 2, 1, 1),
                        "affix.labels"),
                Arguments.of(
                        "a backbone that is no digest",
                        tensors(metadata("1", "[\"x\"]", "minilm"), 2, 1, 1),
                        "'minilm' is not a SHA-256"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("foreignFiles")
    void aFileThatIsNotAnAdapterIsRefused(String what, SafetensorsWriter writer, String reason) {
        assertThatThrownBy(() -> AdapterFile.read(writer.toBytes()))
                .as(what)
                .isInstanceOf(InvalidAdapterException.class)
                .hasMessageContaining(reason);
    }

    @Test
    void anEmptyPrefixCannotClaimAbsurdDimensions() {
        byte[] model = metadata("1", "[\"x\"]")
                .tensor("prompt_embeddings", new float[0], 0, 1L << 40)
                .tensor("base_model.classifier.weight", one(1), 1, 1)
                .tensor("base_model.classifier.bias", one(1), 1)
                .toBytes();

        assertThatThrownBy(() -> AdapterFile.read(model)).isInstanceOf(InvalidAdapterException.class);
    }

    @Test
    void anAdapterDoesNotChangeWithTheArraysItWasMadeFrom() {
        float[] prompt = {1, 2};
        Adapter adapter = new Adapter(BACKBONE, 1, 1, 1, 1, List.of("x"), prompt, one(1), one(1));

        prompt[0] = 9;
        adapter.promptEmbeddings()[1] = 9;

        assertThat(adapter.promptEmbeddings()).containsExactly(1, 2);
    }

    private static Adapter adapter(int prefixLength, long seed) {
        Random random = new Random(seed);
        return new Adapter(
                BACKBONE,
                prefixLength,
                2,
                3,
                2,
                LABELS,
                gaussians(random, prefixLength * 2 * 2 * 6),
                gaussians(random, LABELS.size() * 6),
                gaussians(random, LABELS.size()));
    }

    private static Adapter relabelled(Adapter a, List<String> labels) {
        return new Adapter(
                a.backboneDigest(),
                a.prefixLength(),
                a.layers(),
                a.heads(),
                a.headDim(),
                labels,
                a.promptEmbeddings(),
                a.headWeight(),
                a.headBias());
    }

    private static float[] gaussians(Random random, int count) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }

    private static float[] one(int count) {
        float[] values = new float[count];
        Arrays.fill(values, 1);
        return values;
    }

    private static BackboneConfig config(int layers, int hidden, int heads) {
        return new BackboneConfig(layers, hidden, heads, 8, 10, 10, 2, 1e-12f);
    }

    private static SafetensorsWriter metadata(String heads, String labels) {
        return metadata(heads, labels, BACKBONE);
    }

    private static SafetensorsWriter metadata(String heads, String labels, String backbone) {
        return new SafetensorsWriter()
                .metadata("affix.backbone", backbone)
                .metadata("affix.heads", heads)
                .metadata("affix.labels", labels);
    }

    private static SafetensorsWriter tensors(SafetensorsWriter writer, int columns, int labels, int hidden) {
        return writer.tensor("prompt_embeddings", one(columns), 1, columns)
                .tensor("base_model.classifier.weight", one(labels * hidden), labels, hidden)
                .tensor("base_model.classifier.bias", one(labels), labels);
    }
}
