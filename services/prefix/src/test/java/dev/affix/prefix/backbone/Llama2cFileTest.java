package dev.affix.prefix.backbone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.affix.prefix.safetensors.Sha256;
import dev.affix.prefix.tokenizer.TextTokenizer;
import dev.affix.prefix.tokenizer.Tokens;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** llama2.c's files, written here by its export's own order. */
class Llama2cFileTest {
    private static final int DIM = 8;
    private static final int HIDDEN = 12;
    private static final int HEADS = 2;
    private static final int KV_HEADS = 1;
    private static final int POSITIONS = 16;
    /** After the three special tokens and 256 bytes; scores say which pair is merged first. */
    private static final List<String> PIECES = List.of("ab", " a", "b", " ", "a", "c", "abc", " ab");

    private static final int VOCABULARY = 259 + PIECES.size();

    private final Path directory;
    private final Path model;

    Llama2cFileTest(@TempDir Path directory) throws IOException {
        this.directory = directory;
        model = directory.resolve("tiny.bin");
        Files.write(model, model(VOCABULARY));
        Files.write(directory.resolve("tokenizer.bin"), tokenizer());
    }

    /** A backbone of such files, written into a folder. */
    static BackboneWeights backbone(Path directory) throws IOException {
        return BackboneWeights.load(new Llama2cFileTest(directory).model.toString());
    }

    private static byte[] model(int vocabulary) {
        int kv = DIM / HEADS * KV_HEADS;
        int values = Math.abs(vocabulary) * DIM
                + 2 * (2 * DIM + 2 * DIM * DIM + 2 * DIM * kv + 3 * DIM * HIDDEN)
                + DIM
                + POSITIONS * (DIM / HEADS)
                + (vocabulary < 0 ? -vocabulary * DIM : 0);
        ByteBuffer out = ByteBuffer.allocate(28 + values * 4).order(ByteOrder.LITTLE_ENDIAN);
        for (int field : new int[] {DIM, HIDDEN, 2, HEADS, KV_HEADS, vocabulary, POSITIONS}) {
            out.putInt(field);
        }
        for (int i = 0; i < values; i++) {
            out.putFloat(i);
        }
        return out.array();
    }

    private static byte[] tokenizer() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(little(4).putInt(27).array());
        for (int id = 0; id < VOCABULARY; id++) {
            byte[] text = id < 3
                    ? List.of("<unk>", "\n<s>\n", "\n</s>\n").get(id).getBytes(StandardCharsets.UTF_8)
                    : id < 259
                            ? new byte[] {(byte) (id - 3)}
                            : PIECES.get(id - 259).getBytes(StandardCharsets.UTF_8);
            out.write(little(8)
                    .putFloat(id < 259 ? 0 : 259 - id)
                    .putInt(text.length)
                    .array());
            out.write(text);
        }
        return out.toByteArray();
    }

    private static ByteBuffer little(int size) {
        return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    }

    @Test
    void weightsAreInTheOrderOfTheExportAndRotatedHalvesApart() {
        BackboneWeights weights = BackboneWeights.load(model.toString());
        assertThat(weights.name()).isEqualTo("tiny");
        assertThat(weights.config().keyValueHeads()).isEqualTo(1);
        assertThat(weights.config().tiedVocabulary()).isTrue();
        int at = VOCABULARY * DIM;
        assertThat(first(weights, "model.layers.0.input_layernorm.weight")).isEqualTo(at);
        assertThat(first(weights, "model.layers.1.input_layernorm.weight")).isEqualTo(at + DIM);
        at += 2 * DIM;
        // rows 0, 1, 2, 3 of a head of four become 0, 2, 1, 3: pairs (0, 1) and (2, 3) are now (0, 2) and (1, 3)
        float[] q = weights.tensor("model.layers.0.self_attn.q_proj.weight").data();
        for (int head = 0; head < HEADS; head++) {
            for (int row = 0; row < 4; row++) {
                int from = List.of(0, 2, 1, 3).get(row);
                assertThat(q[(head * 4 + row) * DIM]).isEqualTo(at + (head * 4 + from) * DIM);
            }
        }
        at += 2 * DIM * DIM + 2 * 2 * DIM * 4; // wq, wk and wv of both layers
        assertThat(first(weights, "model.layers.0.self_attn.o_proj.weight")).isEqualTo(at);
        at += 2 * DIM * DIM;
        assertThat(first(weights, "model.layers.0.post_attention_layernorm.weight"))
                .isEqualTo(at);
        at += 2 * DIM;
        assertThat(first(weights, "model.layers.0.mlp.gate_proj.weight")).isEqualTo(at);
        assertThat(first(weights, "model.layers.0.mlp.down_proj.weight")).isEqualTo(at + 2 * HIDDEN * DIM);
        assertThat(first(weights, "model.layers.0.mlp.up_proj.weight")).isEqualTo(at + 4 * HIDDEN * DIM);
        assertThat(first(weights, "model.norm.weight")).isEqualTo(at + 6 * HIDDEN * DIM);
    }

    private static float first(BackboneWeights weights, String name) {
        return weights.tensor(name).data()[0];
    }

    @Test
    void aNegativeVocabularyMeansAnOutputOfItsOwn() throws IOException {
        Files.write(model, model(-VOCABULARY));
        BackboneWeights weights = BackboneWeights.load(model.toString());
        assertThat(weights.config().tiedVocabulary()).isFalse();
        float[] head = weights.tensor("lm_head.weight").data();
        assertThat(head[head.length - 1]).isEqualTo((model(-VOCABULARY).length - 28) / 4 - 1);
    }

    /** The best score first: "ab" (before " a") and then "abc"; what no piece holds is bytes; decoding is the inverse. */
    @Test
    void textsAreMergedByScoreAndFallBackToBytes() {
        BackboneWeights weights = BackboneWeights.load(model.toString());
        try (TextTokenizer tokenizer = new TextTokenizer(weights, POSITIONS)) {
            int space = 259 + PIECES.indexOf(" ");
            int abc = 259 + PIECES.indexOf("abc");
            assertThat(tokenizer.encode("abc")).isEqualTo(new Tokens(1, space, abc));
            int joined = 259 + PIECES.indexOf(" ab");
            assertThat(tokenizer.encode("ab")).isEqualTo(new Tokens(1, joined));
            assertThat(tokenizer.encode("é")).isEqualTo(new Tokens(1, space, 3 + 0xC3, 3 + 0xA9));
            for (String text : List.of("abc", "ab c a", "é日", "a\nb", "x, y.")) {
                assertThat(tokenizer.decode(tokenizer.encode(text))).isEqualTo(text);
            }
        }
    }

    @Test
    void whatIsNoModelIsRefusedWithTheReason() throws IOException {
        byte[] good = model(VOCABULARY);
        refused(Arrays.copyOf(good, 20), "the header alone 28");
        refused(Arrays.copyOf(good, good.length - 4), "are there");
        refused(Arrays.copyOf(good, good.length + 4), "are there");
        byte[] noise = new byte[400];
        new Random(1).nextBytes(noise);
        refused(noise, "not one of llama2.c's");
        byte[] huge = good.clone();
        ByteBuffer.wrap(huge)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(0, 0x40000000)
                .putInt(8, 0x7fffffff);
        refused(huge, "not one of llama2.c's");
        Files.write(model, good);
        byte[] pieces = tokenizer();
        Files.write(directory.resolve("tokenizer.bin"), Arrays.copyOf(pieces, pieces.length - 1));
        assertThatThrownBy(() -> BackboneWeights.load(model.toString())).hasMessageContaining("tokenizer.bin of");
        Files.delete(directory.resolve("tokenizer.bin"));
        assertThatThrownBy(() -> BackboneWeights.load(model.toString())).hasMessageContaining("no tokenizer.bin");
    }

    private void refused(byte[] bytes, String reason) throws IOException {
        Files.write(model, bytes);
        assertThatThrownBy(() -> BackboneWeights.load(model.toString()))
                .isInstanceOf(BackboneException.class)
                .hasMessageContaining(reason);
    }

    @Test
    void anotherDigestIsRefused() throws IOException {
        String digest = Sha256.hex(Files.readAllBytes(model));
        assertThat(BackboneWeights.load(model.toString(), digest).digest()).isEqualTo(digest);
        assertThatThrownBy(() -> BackboneWeights.load(model.toString(), "0".repeat(64)))
                .hasMessageContaining("expected 000");
    }
}
