package dev.affix.prefix.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.affix.prefix.adapter.PeftAdapter.Head;
import dev.affix.prefix.adapter.PeftAdapter.PeftFiles;
import dev.affix.prefix.adapter.PeftAdapter.Target;
import dev.affix.prefix.backbone.BackboneConfig;
import dev.affix.prefix.safetensors.SafetensorsWriter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * No PEFT runs here: the golden file is written byte by byte from PEFT's source, and its values tell layer, key or value, head and
 * channel by their digits.
 */
class PeftAdapterTest {
    private static final String DIGEST = "ab".repeat(32);
    private static final int LAYERS = 2;
    private static final int HEADS = 3;
    private static final int WIDTH = 2;
    private static final int D = HEADS * WIDTH;
    private static final int P = 2;
    private static final BackboneConfig BACKBONE = new BackboneConfig(LAYERS, D, HEADS, 8, 10, 10, 2, 1e-12f);
    private static final Target TARGET = Target.of(BACKBONE, DIGEST, List.of("no", "yes"));

    /** What peft 0.20 writes, with a projection, for a two-layer BERT. */
    private static final String CONFIG = """
            {
              "auto_mapping": null,
              "base_model_name_or_path": "some/bert",
              "encoder_hidden_size": 512,
              "inference_mode": true,
              "init_weights": true,
              "modules_to_save": null,
              "num_attention_heads": 3,
              "num_layers": 2,
              "num_transformer_submodules": 1,
              "num_virtual_tokens": 2,
              "peft_type": "PREFIX_TUNING",
              "peft_version": "0.20.1",
              "prefix_projection": true,
              "revision": null,
              "task_type": "SEQ_CLS",
              "token_dim": 6
            }""";

    /** 1000 position + 100 (2 layer + kv) + 10 head + channel at column ((2 layer + kv) * H + head) * dh + channel. */
    private static float[] prompt() {
        float[] prompt = new float[P * LAYERS * 2 * D];
        int i = 0;
        for (int position = 0; position < P; position++) {
            for (int slot = 0; slot < LAYERS * 2; slot++) {
                for (int head = 0; head < HEADS; head++) {
                    for (int channel = 0; channel < WIDTH; channel++) {
                        prompt[i++] = 1000 * position + 100 * slot + 10 * head + channel;
                    }
                }
            }
        }
        return prompt;
    }

    private static byte[] golden() {
        String header = "{\"__metadata__\":{\"format\":\"pt\"},"
                + "\"base_model.classifier.bias\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]},"
                + "\"base_model.classifier.weight\":{\"dtype\":\"F32\",\"shape\":[2,6],\"data_offsets\":[8,56]},"
                + "\"prompt_embeddings\":{\"dtype\":\"F32\",\"shape\":[2,24],\"data_offsets\":[56,248]}}";
        int length = (header.length() + 7) / 8 * 8;
        ByteBuffer bytes = ByteBuffer.allocate(8 + length + 248)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(length)
                .put((header + " ".repeat(length - header.length())).getBytes(StandardCharsets.UTF_8));
        bytes.putFloat(0.5f).putFloat(-0.5f);
        for (int i = 0; i < 12; i++) {
            bytes.putFloat(i + 1);
        }
        for (float value : prompt()) {
            bytes.putFloat(value);
        }
        return bytes.array();
    }

    @Test
    void everyValueOfAPeftFileLandsWhereTheLayoutSays() throws InvalidAdapterException {
        Adapter adapter = PeftAdapter.read(new PeftFiles(golden(), CONFIG), TARGET);

        float[] keyValues = adapter.keyValues();
        for (int layer = 0; layer < LAYERS; layer++) {
            for (int kv = 0; kv < 2; kv++) {
                for (int head = 0; head < HEADS; head++) {
                    for (int position = 0; position < P; position++) {
                        for (int channel = 0; channel < WIDTH; channel++) {
                            int at = (((layer * 2 + kv) * HEADS + head) * P + position) * WIDTH + channel;
                            assertThat(keyValues[at])
                                    .isEqualTo(1000 * position + 100 * (2 * layer + kv) + 10 * head + channel);
                        }
                    }
                }
            }
        }
        assertThat(adapter.headBias()).containsExactly(0.5f, -0.5f);
        assertThat(adapter.headWeight()).containsExactly(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12);
        assertThat(adapter.labels()).containsExactly("no", "yes");
        assertThat(adapter.firstPosition()).as("PEFT's positions").isEqualTo(P);
    }

    @Test
    void aPeftFileReadAndWrittenIsTheSameBytes(@TempDir Path directory) throws Exception {
        Adapter adapter = PeftAdapter.read(new PeftFiles(golden(), CONFIG), TARGET);
        PeftFiles written = PeftAdapter.write(adapter, "some/bert", Head.CLASSIFIER);
        assertThat(written.model()).isEqualTo(golden());

        written.writeTo(directory);
        PeftFiles read = PeftFiles.readFrom(directory);
        assertThat(read.config()).isEqualTo("""
                {
                  "auto_mapping": null,
                  "base_model_name_or_path": "some/bert",
                  "encoder_hidden_size": 6,
                  "inference_mode": true,
                  "num_attention_heads": 3,
                  "num_layers": 2,
                  "num_transformer_submodules": 1,
                  "num_virtual_tokens": 2,
                  "peft_type": "PREFIX_TUNING",
                  "prefix_projection": false,
                  "revision": null,
                  "task_type": "SEQ_CLS",
                  "token_dim": 6
                }""");
        assertThat(PeftAdapter.read(read, TARGET)).isEqualTo(adapter);
        // and through Affix's own file, which keeps what PEFT's does not say
        assertThat(AdapterFile.read(AdapterFile.of(adapter).model(), BACKBONE, DIGEST))
                .isEqualTo(adapter);
    }

    @Test
    void positionsFromZeroCanBeAskedForAndAreThenNotWrittenForPeft() throws InvalidAdapterException {
        Target fromZero = new Target(DIGEST, LAYERS, HEADS, WIDTH, D, List.of("no", "yes"), false);
        Adapter adapter = PeftAdapter.read(new PeftFiles(golden(), CONFIG), fromZero);

        assertThat(adapter.firstPosition()).isZero();
        assertThatThrownBy(() -> PeftAdapter.write(adapter, "x", Head.CLASSIFIER))
                .hasMessageContaining("positions after-prefix");
    }

    @Test
    void whatPeftCannotExpressIsNotWritten() {
        Adapter shallow =
                new Adapter(DIGEST, 1, 2, 1, 1, List.of("a"), new float[2], new float[] {1}, new float[] {1}, 1, 1);
        Adapter probe = new Adapter(DIGEST, 0, 2, 1, 1, List.of("a"), new float[0], new float[] {1}, new float[] {1});

        assertThatThrownBy(() -> PeftAdapter.write(shallow, "x", Head.CLASSIFIER))
                .hasMessageContaining("depth all");
        assertThatThrownBy(() -> PeftAdapter.write(probe, "x", Head.CLASSIFIER)).hasMessageContaining("no prefix");
    }

    @Test
    void aConfigurationNeedsOnlyItsType() throws InvalidAdapterException {
        Adapter full = PeftAdapter.read(new PeftFiles(golden(), CONFIG), TARGET);
        for (String config : List.of(
                "{\"peft_type\":\"PREFIX_TUNING\"}",
                "{\"peft_type\":\"PREFIX_TUNING\",\"num_layers\":null,\"from_the_future\":{\"x\":[1]}}")) {
            assertThat(PeftAdapter.read(new PeftFiles(golden(), config), TARGET))
                    .isEqualTo(full);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{} | peft_type missing",
                "{\"peft_type\":\"LORA\"} | peft_type \"LORA\"",
                "{\"peft_type\":1} | peft_type 1",
                "{\"peft_type\":\"PREFIX_TUNING\",\"peft_type\":\"LORA\"} | not JSON",
                "{\"peft_type\":\"PREFIX_TUNING\",\"task_type\":\"CAUSAL_LM\"} | task_type \"CAUSAL_LM\"",
                "{\"peft_type\":\"PREFIX_TUNING\",\"num_virtual_tokens\":3} | num_virtual_tokens = 3",
                "{\"peft_type\":\"PREFIX_TUNING\",\"num_layers\":3} | num_layers = 3",
                "{\"peft_type\":\"PREFIX_TUNING\",\"token_dim\":\"6\"} | token_dim = \"6\"",
                "{\"peft_type\":\"PREFIX_TUNING\",\"num_attention_heads\":2} | num_attention_heads = 2",
                "{\"peft_type\":\"PREFIX_TUNING\",\"num_transformer_submodules\":2} | num_transformer_submodules = 2",
                "[] | not a JSON object",
                "{\"peft_type\":\"PREFIX_TUNING\"} x | not JSON"
            })
    void aConfigurationThatDoesNotFitIsRefusedByField(String config, String reason) {
        assertThatThrownBy(() -> PeftAdapter.read(new PeftFiles(golden(), config), TARGET))
                .isInstanceOf(InvalidAdapterException.class)
                .hasMessageContaining(reason);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"no head", "wrong columns", "no positions", "wrong classes", "wrong width", "bias", "NaN", "huge"
            })
    void tensorsThatDoNotFitAreRefused(String what) {
        SafetensorsWriter file = new SafetensorsWriter();
        int columns = what.equals("wrong columns") ? 12 : 24;
        int rows = what.equals("no positions") ? 0 : P;
        float[] prompt = new float[rows * columns];
        if (prompt.length > 3) {
            prompt[3] = what.equals("NaN") ? Float.NaN : what.equals("huge") ? 3e38f : 1;
        }
        file.tensor("prompt_embeddings", prompt, rows, columns);
        if (!what.equals("no head")) {
            int classes = what.equals("wrong classes") ? 3 : 2;
            int width = what.equals("wrong width") ? 4 : 6;
            int biases = what.equals("bias") ? 5 : classes;
            file.tensor("base_model.classifier.weight", new float[classes * width], classes, width)
                    .tensor("base_model.classifier.bias", new float[biases], biases);
        }
        String reason = switch (what) {
            case "no head" -> "the head is missing";
            case "wrong columns" -> "shape [2, 12] where the backbone needs [P, 24]";
            case "no positions" -> "shape [0, 24]";
            case "wrong classes" -> "The head has shape [3, 6]";
            case "wrong width" -> "The head has shape [2, 4]";
            case "bias" -> "has 5 values where there are 2 classes";
            case "NaN" -> "prompt_embeddings holds NaN at element 3";
            default -> "within 10000.0 of 0";
        };
        assertThatThrownBy(() -> PeftAdapter.read(new PeftFiles(file.toBytes(), CONFIG), TARGET))
                .isInstanceOf(InvalidAdapterException.class)
                .hasMessageContaining(reason);
    }

    @Test
    void everyTruncationIsRefused() {
        byte[] model = golden();
        for (int length = 0; length < model.length; length++) {
            byte[] cut = Arrays.copyOf(model, length);
            assertThatThrownBy(() -> PeftAdapter.read(new PeftFiles(cut, CONFIG), TARGET))
                    .isInstanceOf(InvalidAdapterException.class);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "-1, '', the header length",
        "9223372036854775807, '', the header length",
        "0, '[56,248]:[0,192]', overlaps",
        "0, '[56,248]:[64,256]', out of range",
        "0, 'base_model.classifier.bias:prompt_embeddings', Duplicate",
        "0, '[2,24]:[9,24]', needs",
        "0, 'prompt_embeddings:prompt_embeddingz', holds"
    })
    void aHostileFileIsRefused(long headerLength, String change, String reason) {
        byte[] model = golden();
        if (headerLength != 0) {
            ByteBuffer.wrap(model).order(ByteOrder.LITTLE_ENDIAN).putLong(headerLength);
        } else {
            String[] swap = change.split(":", -1);
            int length =
                    (int) ByteBuffer.wrap(model).order(ByteOrder.LITTLE_ENDIAN).getLong();
            String header =
                    new String(model, 8, length, StandardCharsets.UTF_8).strip().replace(swap[0], swap[1]);
            byte[] padded =
                    (header + " ".repeat(Math.max(0, length - header.length()))).getBytes(StandardCharsets.UTF_8);
            ByteBuffer changed = ByteBuffer.allocate(8 + padded.length + 248).order(ByteOrder.LITTLE_ENDIAN);
            model = changed.putLong(padded.length)
                    .put(padded)
                    .put(model, 8 + length, 248)
                    .array();
        }
        PeftFiles files = new PeftFiles(model, CONFIG);
        assertThatThrownBy(() -> PeftAdapter.read(files, TARGET))
                .isInstanceOf(InvalidAdapterException.class)
                .hasMessageContaining(reason);
    }

    /** Llama's head has no bias, and its keys are those of fewer heads than queries: token_dim = heads of keys * width. */
    @Test
    void aDecodersScoreAndGroupedQueriesAreRead() throws InvalidAdapterException {
        float[] prompt = new float[LAYERS * 2 * 4];
        for (int i = 0; i < prompt.length; i++) {
            prompt[i] = i;
        }
        float[] score = {1, 2, 3, 4, 5, 6, 7, 8};
        byte[] model = new SafetensorsWriter()
                .metadata("format", "pt")
                .tensor("prompt_embeddings", prompt, 1, prompt.length)
                .tensor("base_model.score.weight", score, 1, 8)
                .toBytes();
        String config = "{\"peft_type\":\"PREFIX_TUNING\",\"token_dim\":4,\"num_attention_heads\":2,\"num_layers\":2}";
        Target grouped = new Target(DIGEST, LAYERS, 2, 2, 8, List.of("x"), true);

        Adapter adapter = PeftAdapter.read(new PeftFiles(model, config), grouped);

        assertThat(adapter.hidden()).isEqualTo(8);
        assertThat(adapter.heads()).isEqualTo(2);
        assertThat(adapter.headBias()).containsExactly(0);
        assertThat(adapter.promptEmbeddings()).isEqualTo(prompt);
        assertThat(AdapterFile.read(AdapterFile.of(adapter).model())).isEqualTo(adapter);
        assertThat(PeftAdapter.write(adapter, "some/llama", Head.SCORE).model()).isEqualTo(model);
        Adapter biased =
                new Adapter(DIGEST, 1, LAYERS, 2, 2, List.of("x"), prompt, score, new float[] {0.5f}, LAYERS, 1);
        assertThatThrownBy(() -> PeftAdapter.write(biased, "x", Head.SCORE)).hasMessageContaining("bias of 0.5");
    }

    /** What PEFT tunes with task_type CAUSAL_LM: the tensor alone, and no label. */
    @Test
    void aPrefixWithoutAHeadIsReadAndWrittenTheSame(@TempDir Path directory) throws Exception {
        byte[] model = new SafetensorsWriter()
                .metadata("format", "pt")
                .tensor("prompt_embeddings", prompt(), P, 24)
                .toBytes();
        String config = "{\"peft_type\":\"PREFIX_TUNING\",\"task_type\":\"CAUSAL_LM\"}";
        Target generation = new Target(DIGEST, LAYERS, HEADS, WIDTH, 12, List.of(), true);

        Adapter adapter = PeftAdapter.read(new PeftFiles(model, config), generation);

        assertThat(adapter.hasHead()).isFalse();
        assertThat(adapter.promptEmbeddings()).isEqualTo(prompt());
        PeftFiles written = PeftAdapter.write(adapter, "some/llama", Head.SCORE);
        assertThat(written.model()).isEqualTo(model);
        assertThat(written.config()).contains("\"task_type\": \"CAUSAL_LM\"");
        AdapterFile.of(adapter).writeTo(directory);
        assertThat(AdapterFile.read(AdapterFile.readFrom(directory).model())).isEqualTo(adapter);
        assertThatThrownBy(() -> PeftAdapter.read(new PeftFiles(golden(), CONFIG), generation))
                .hasMessageContaining("give its labels");
    }

    @Test
    void labelsCanComeFromTheModelsConfiguration() throws InvalidAdapterException {
        assertThat(PeftAdapter.labels("{\"id2label\":{\"1\":\"yes\",\"0\":\"no\"}}"))
                .containsExactly("no", "yes");
        for (String config :
                List.of("{}", "{\"id2label\":{}}", "{\"id2label\":{\"1\":\"x\"}}", "{\"id2label\":[\"x\"]}")) {
            assertThatThrownBy(() -> PeftAdapter.labels(config))
                    .isInstanceOf(InvalidAdapterException.class)
                    .hasMessageContaining("give the labels yourself");
        }
    }
}
