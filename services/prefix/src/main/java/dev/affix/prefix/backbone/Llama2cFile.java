package dev.affix.prefix.backbone;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.affix.prefix.backbone.architecture.Architectures;
import dev.affix.prefix.safetensors.Sha256;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A Llama in llama2.c's version 0 format (github.com/karpathy/llama2.c, {@code export.py legacy_export} and {@code tokenizer.py}): a
 * header of seven int32, float32 weights by kind and then by layer, and a tokenizer file of scored pieces. Little-endian.
 *
 * <p>Rotary positions pair neighbouring channels there and channels half a head apart here; the rows of query and key weights are
 * moved accordingly, which changes no attention score. The tokenizer becomes a {@code tokenizer.json} of byte-pair encoding whose
 * merges are ranked by the scores of what they make, as Hugging Face converts SentencePiece models.
 */
final class Llama2cFile {
    private static final int HEADER = 7;
    private static final int HEADER_BYTES = HEADER * Integer.BYTES;
    private static final float EPS = 1e-5f;
    private static final double THETA = 10_000;
    /** SentencePiece's mark for a space. */
    private static final String SPACE = "▁";

    private static final List<String> SPECIAL = List.of("<unk>", "<s>", "</s>");
    /** A text ends where the next one would begin, {@code <s>}, or at {@code </s>}. */
    private static final Set<Integer> ENDS = Set.of(1, 2);

    private static final int TEXT_FROM = SPECIAL.size() + 256;
    private static final int MAX_PIECE_BYTES = 1 << 10;
    private static final JsonMapper JSON = new JsonMapper();

    private final ByteBuffer bytes;
    private final String source;

    private Llama2cFile(ByteBuffer bytes, String source) {
        this.bytes = bytes.order(ByteOrder.LITTLE_ENDIAN);
        this.source = source;
    }

    /** Reads a model file; {@code tokenizer.bin} is beside it. */
    static BackboneWeights load(Path file, @Nullable String expectedDigest) {
        Path tokenizer = file.resolveSibling("tokenizer.bin");
        if (!Files.isRegularFile(tokenizer)) {
            throw new BackboneException(
                    "Backbone " + file + ": there is no tokenizer.bin beside it; llama2.c's models need it");
        }
        try {
            return of(file.toString(), Files.readAllBytes(file), Files.readAllBytes(tokenizer), expectedDigest);
        } catch (IOException e) {
            throw new BackboneException("Backbone " + file + " cannot be read: " + e.getMessage(), e);
        }
    }

    static BackboneWeights of(String source, byte[] model, byte[] tokenizer, @Nullable String expectedDigest) {
        String digest = Sha256.hex(model);
        if (expectedDigest != null && !digest.equals(expectedDigest)) {
            throw new BackboneException("Backbone weights " + source + " have SHA-256 " + digest + ", expected "
                    + expectedDigest
                    + ": the file is damaged or another one; fetch it again or correct the expected digest");
        }
        Llama2cFile file = new Llama2cFile(ByteBuffer.wrap(model), source);
        BackboneConfig config = file.config();
        Map<String, Tensor> tensors = file.tensors(config);
        byte[] json = new Llama2cFile(ByteBuffer.wrap(tokenizer), "tokenizer.bin of " + source)
                .tokenizer(config.vocabulary());
        Path name = Path.of(source).getFileName();
        return BackboneWeights.of(
                        (name == null ? source : name.toString()).replaceFirst("\\.bin$", ""),
                        source,
                        digest,
                        config,
                        tensors,
                        json)
                .endingAt(ENDS);
    }

    private BackboneConfig config() {
        if (bytes.remaining() < HEADER_BYTES) {
            throw broken("it has " + bytes.remaining() + " bytes, the header alone " + HEADER_BYTES);
        }
        int[] header = new int[HEADER];
        for (int i = 0; i < HEADER; i++) {
            header[i] = bytes.getInt();
        }
        try {
            // dim, hidden_dim, n_layers, n_heads, n_kv_heads, vocab_size (negative: not tied), seq_len
            return new BackboneConfig(
                    Architectures.LLAMA,
                    header[2],
                    header[0],
                    header[3],
                    header[4],
                    header[1],
                    Math.absExact(header[5]),
                    header[6],
                    1,
                    EPS,
                    THETA,
                    header[5] > 0);
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw broken("its header " + Arrays.toString(header) + " is none of a model: " + e.getMessage());
        }
    }

    private Map<String, Tensor> tensors(BackboneConfig c) {
        long d = c.hidden();
        long kv = c.keyValueWidth();
        long f = c.intermediate();
        long tables = (long) c.maxPositions() * c.headDim();
        long perLayer = 2 * d + 2 * d * d + 2 * d * kv + 3 * d * f;
        long vocabulary = c.vocabulary() * d;
        long values = vocabulary + c.layers() * perLayer + d + tables + (c.tiedVocabulary() ? 0 : vocabulary);
        if (bytes.remaining() != values * Float.BYTES) {
            throw broken("its header needs " + values + " weights, " + values * Float.BYTES + " bytes, and "
                    + bytes.remaining() + " are there");
        }
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        tensors.put("model.embed_tokens.weight", tensor(c.vocabulary(), c.hidden()));
        each(tensors, c, "input_layernorm", c.hidden());
        each(tensors, c, "self_attn.q_proj", c.hidden(), c.hidden());
        each(tensors, c, "self_attn.k_proj", c.keyValueWidth(), c.hidden());
        each(tensors, c, "self_attn.v_proj", c.keyValueWidth(), c.hidden());
        each(tensors, c, "self_attn.o_proj", c.hidden(), c.hidden());
        each(tensors, c, "post_attention_layernorm", c.hidden());
        each(tensors, c, "mlp.gate_proj", c.intermediate(), c.hidden());
        each(tensors, c, "mlp.down_proj", c.hidden(), c.intermediate());
        each(tensors, c, "mlp.up_proj", c.intermediate(), c.hidden());
        tensors.put("model.norm.weight", tensor(c.hidden()));
        bytes.position(bytes.position() + Math.toIntExact(tables * Float.BYTES));
        if (!c.tiedVocabulary()) {
            tensors.put("lm_head.weight", tensor(c.vocabulary(), c.hidden()));
        }
        return tensors;
    }

    private void each(Map<String, Tensor> tensors, BackboneConfig c, String module, int... shape) {
        boolean rotated = module.endsWith("q_proj") || module.endsWith("k_proj");
        for (int layer = 0; layer < c.layers(); layer++) {
            Tensor tensor = tensor(shape);
            tensors.put(
                    "model.layers." + layer + "." + module + ".weight", rotated ? halves(tensor, c.headDim()) : tensor);
        }
    }

    /** Row 2i of a head becomes row i, and row 2i + 1 row i + h/2. */
    private static Tensor halves(Tensor tensor, int headDim) {
        int rows = (int) tensor.shape()[0];
        int columns = (int) tensor.shape()[1];
        float[] to = new float[tensor.data().length];
        for (int row = 0; row < rows; row++) {
            int within = row % headDim;
            int target = row - within + within / 2 + (within % 2 == 0 ? 0 : headDim / 2);
            System.arraycopy(tensor.data(), row * columns, to, target * columns, columns);
        }
        return new Tensor(to, rows, columns);
    }

    private Tensor tensor(int... shape) {
        long[] dimensions = Arrays.stream(shape).asLongStream().toArray();
        float[] values = new float[Math.toIntExact(Arrays.stream(dimensions).reduce(1, Math::multiplyExact))];
        bytes.asFloatBuffer().get(values);
        bytes.position(bytes.position() + values.length * Float.BYTES);
        return new Tensor(values, dimensions);
    }

    private record Piece(String text, float score) {}

    private byte[] tokenizer(int vocabulary) {
        List<Piece> pieces = pieces(vocabulary);
        Map<String, Integer> ids = new LinkedHashMap<>();
        for (int id = 0; id < vocabulary; id++) {
            Integer twin = ids.putIfAbsent(pieces.get(id).text(), id);
            if (twin != null) {
                throw broken("pieces " + twin + " and " + id + " are both '"
                        + pieces.get(id).text() + "'");
            }
        }
        ObjectNode json = JSON.createObjectNode().put("version", "1.0");
        ArrayNode added = json.putArray("added_tokens");
        for (int id = 0; id < SPECIAL.size(); id++) {
            added.addObject()
                    .put("id", id)
                    .put("content", SPECIAL.get(id))
                    .put("single_word", false)
                    .put("lstrip", false)
                    .put("rstrip", false)
                    .put("normalized", false)
                    .put("special", true);
        }
        ArrayNode normalizers =
                json.putObject("normalizer").put("type", "Sequence").putArray("normalizers");
        normalizers.addObject().put("type", "Prepend").put("prepend", SPACE);
        normalizers
                .addObject()
                .put("type", "Replace")
                .put("content", SPACE)
                .putObject("pattern")
                .put("String", " ");
        ObjectNode template = json.putObject("post_processor").put("type", "TemplateProcessing");
        template.putArray("single").add(special()).add(sequence("A", 0));
        template.putArray("pair").add(special()).add(sequence("A", 0)).add(sequence("B", 1));
        ObjectNode start = template.putObject("special_tokens").putObject("<s>").put("id", "<s>");
        start.putArray("ids").add(1);
        start.putArray("tokens").add("<s>");
        ArrayNode decoders = json.putObject("decoder").put("type", "Sequence").putArray("decoders");
        decoders.addObject()
                .put("type", "Replace")
                .put("content", " ")
                .putObject("pattern")
                .put("String", SPACE);
        decoders.addObject().put("type", "ByteFallback");
        decoders.addObject().put("type", "Fuse");
        decoders.addObject()
                .put("type", "Strip")
                .put("content", " ")
                .put("start", 1)
                .put("stop", 0);
        ObjectNode model = json.putObject("model")
                .put("type", "BPE")
                .put("unk_token", "<unk>")
                .put("fuse_unk", true)
                .put("byte_fallback", true);
        ObjectNode vocab = model.putObject("vocab");
        ids.forEach(vocab::put);
        ArrayNode merges = model.putArray("merges");
        merges(pieces, ids).forEach(merge -> merges.addArray().add(merge[0]).add(merge[1]));
        try {
            return JSON.writeValueAsBytes(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static ObjectNode special() {
        ObjectNode node = JSON.createObjectNode();
        node.putObject("SpecialToken").put("id", "<s>").put("type_id", 0);
        return node;
    }

    private static ObjectNode sequence(String id, int type) {
        ObjectNode node = JSON.createObjectNode();
        node.putObject("Sequence").put("id", id).put("type_id", type);
        return node;
    }

    /** Every way to make a piece of two others, best score first. */
    private static List<String[]> merges(List<Piece> pieces, Map<String, Integer> ids) {
        record Merge(String left, String right, float score, int leftId, int rightId) {}
        List<Merge> merges = new ArrayList<>();
        for (Piece piece : pieces.subList(Math.min(pieces.size(), TEXT_FROM), pieces.size())) {
            String text = piece.text();
            for (int cut = text.offsetByCodePoints(0, 1); cut < text.length(); cut = text.offsetByCodePoints(cut, 1)) {
                Integer left = ids.get(text.substring(0, cut));
                Integer right = ids.get(text.substring(cut));
                if (left != null && right != null) {
                    merges.add(new Merge(text.substring(0, cut), text.substring(cut), piece.score(), left, right));
                }
            }
        }
        merges.sort(Comparator.comparing(Merge::score)
                .reversed()
                .thenComparing(Merge::leftId)
                .thenComparing(Merge::rightId));
        return merges.stream()
                .map(merge -> new String[] {merge.left(), merge.right()})
                .toList();
    }

    private List<Piece> pieces(int vocabulary) {
        if (bytes.remaining() < Integer.BYTES) {
            throw broken("it is empty");
        }
        bytes.getInt(); // the longest piece, which nothing here needs
        List<Piece> pieces = new ArrayList<>();
        for (int id = 0; id < vocabulary; id++) {
            if (bytes.remaining() < Float.BYTES + Integer.BYTES) {
                throw broken("it ends in piece " + id + " of " + vocabulary);
            }
            float score = bytes.getFloat();
            int length = bytes.getInt();
            if (length < 0 || length > MAX_PIECE_BYTES || length > bytes.remaining() || Float.isNaN(score)) {
                throw broken("piece " + id + " has length " + length + " and score " + score);
            }
            byte[] text = new byte[length];
            bytes.get(text);
            pieces.add(new Piece(name(id, text), score));
        }
        if (bytes.hasRemaining()) {
            throw broken("it has " + bytes.remaining() + " bytes after the last of " + vocabulary + " pieces");
        }
        return pieces;
    }

    /** Llama's ids: three special tokens, then the 256 bytes, which older files hold as they are, then pieces of text. */
    private static String name(int id, byte[] text) {
        if (id < SPECIAL.size()) {
            return SPECIAL.get(id);
        }
        return id < TEXT_FROM
                ? "<0x%02X>".formatted(id - SPECIAL.size())
                : new String(text, StandardCharsets.UTF_8).replace(" ", SPACE);
    }

    private BackboneException broken(String why) {
        return new BackboneException(
                "Backbone file " + source + " is not one of llama2.c's: " + why + "; fetch the file again");
    }
}
