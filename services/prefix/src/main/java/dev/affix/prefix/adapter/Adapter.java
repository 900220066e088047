package dev.affix.prefix.adapter;

import dev.affix.prefix.backbone.BackboneConfig;
import dev.affix.prefix.safetensors.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;

/**
 * A materialized prefix with its classification head, for one backbone. With L layers, H key-value heads of width dh (d = H * dh, but
 * for grouped queries),  * P prefix positions in the first M layers (M = L, but for shallow prefixes) and C labels:
 *
 * <ul>
 *   <li>{@code promptEmbeddings} [P, M*2*H*dh], the layout of PEFT: column {@code ((2*l + kv)*H + h)*dh + c}, kv 0 = key
 *   <li>{@code headWeight} [C, d], {@code headBias} [C]; row i answers {@code labels.get(i)}
 * </ul>
 *
 * P = 0 (a linear probe) is allowed, and so is C = 0 with P > 0: a prefix without a head, which goes on with texts but names no label. Every |value| is at most {@link #MAX_VALUE}. Immutable and equal by content; arrays are copied in and out.
 */
public final class Adapter {
    /** Far above any encoder, low enough that no product of dimensions overflows. */
    private static final int MAX_LAYERS = 1 << 10;

    private static final int MAX_HIDDEN = 1 << 16;

    /**
     * Largest absolute value: a hundred times and more what tuning makes, below float16's 65,504, so that PEFT may cast an adapter
     * to half precision, and far below where float32 overflows in an encoder (squares in a layer norm, from about 1e19).
     */
    public static final float MAX_VALUE = 1e4f;

    private final String backboneDigest;
    private final int prefixLength;
    private final int layers;
    private final int heads;
    private final int headDim;
    private final List<String> labels;
    private final float[] promptEmbeddings;
    private final float[] headWeight;
    private final float[] headBias;
    private final int prefixLayers;
    private final int firstPosition;

    /** An adapter with its prefix in every layer and its texts' tokens at positions from 0. */
    public Adapter(
            String backboneDigest,
            int prefixLength,
            int layers,
            int heads,
            int headDim,
            List<String> labels,
            float[] promptEmbeddings,
            float[] headWeight,
            float[] headBias) {
        this(
                backboneDigest,
                prefixLength,
                layers,
                heads,
                headDim,
                labels,
                promptEmbeddings,
                headWeight,
                headBias,
                layers,
                0);
    }

    /** @throws IllegalArgumentException naming the part that does not fit, or the first value that is not finite or too large */
    public Adapter(
            String backboneDigest,
            int prefixLength,
            int layers,
            int heads,
            int headDim,
            List<String> labels,
            float[] promptEmbeddings,
            float[] headWeight,
            float[] headBias,
            int prefixLayers,
            int firstPosition) {
        require(Sha256.isHex(backboneDigest), "backbone digest '" + backboneDigest + "' is not a SHA-256");
        require(prefixLength >= 0, "prefix length is negative: " + prefixLength);
        require(layers > 0 && layers <= MAX_LAYERS, "layers must be 1 to " + MAX_LAYERS + ", is " + layers);
        require(heads > 0, "heads must be positive, is " + heads);
        require(headDim > 0, "head width must be positive, is " + headDim);
        require(!labels.isEmpty() || prefixLength > 0, "there is neither a label nor a prefix");
        require(new HashSet<>(labels).size() == labels.size(), "labels are not distinct: " + labels);
        require(
                labels.stream().allMatch(StandardCharsets.UTF_8.newEncoder()::canEncode),
                "a label is not valid Unicode");
        long hidden = (long) heads * headDim;
        require(hidden <= MAX_HIDDEN, "the model width must be at most " + MAX_HIDDEN + ", is " + hidden);
        this.backboneDigest = backboneDigest;
        this.prefixLength = prefixLength;
        this.layers = layers;
        this.heads = heads;
        this.headDim = headDim;
        this.labels = List.copyOf(labels);
        require(
                prefixLayers > 0 && prefixLayers <= layers,
                "prefix layers must be 1 to " + layers + ", is " + prefixLayers);
        require(
                firstPosition == 0 || firstPosition == prefixLength,
                "the first token's position must be 0 or the prefix length " + prefixLength + ", is " + firstPosition);
        this.prefixLayers = prefixLayers;
        this.firstPosition = firstPosition;
        this.promptEmbeddings =
                checked("prompt_embeddings", promptEmbeddings, prefixLength * 2L * prefixLayers * hidden);
        // Where queries are grouped, the head is wider than the keys.
        long width = labels.isEmpty() ? 0 : headWeight.length / labels.size();
        require(
                labels.isEmpty() || (width > 0 && width % headDim == 0 && width >= hidden && width <= MAX_HIDDEN),
                "classifier.weight holds " + headWeight.length + " values for " + labels.size() + " labels: rows of "
                        + width + " are not query heads of width " + headDim + ", at least " + heads);
        this.headWeight = checked("classifier.weight", headWeight, labels.size() * width);
        this.headBias = checked("classifier.bias", headBias, labels.size());
    }

    /** Hex SHA-256 of the weights that this prefix was tuned on. */
    public String backboneDigest() {
        return backboneDigest;
    }

    /** Prefix positions P; 0 for a linear probe. */
    public int prefixLength() {
        return prefixLength;
    }

    public int layers() {
        return layers;
    }

    public int heads() {
        return heads;
    }

    public int headDim() {
        return headDim;
    }

    /** Whether it names labels; without a head it only goes on with texts. */
    public boolean hasHead() {
        return !labels.isEmpty();
    }

    /** Width d of the head's rows: {@code heads * headDim}, or a multiple of it where query heads share keys and values; 0 without a head. */
    public int hidden() {
        return labels.isEmpty() ? 0 : headWeight.length / labels.size();
    }

    /** Whether its dimensions are those of a backbone. */
    public boolean fits(BackboneConfig backbone) {
        return layers == backbone.layers()
                && heads == backbone.keyValueHeads()
                && headDim == backbone.headDim()
                && (!hasHead() || hidden() == backbone.hidden());
    }

    /** How many layers, from the first, have the prefix: M. */
    public int prefixLayers() {
        return prefixLayers;
    }

    /** Position of a text's first token: 0, or P as in Hugging Face's BERT with a prefix. */
    public int firstPosition() {
        return firstPosition;
    }

    /** Where the values of {@link #promptEmbeddings()} lie. */
    public PrefixLayout layout() {
        return new PrefixLayout(prefixLayers, heads, headDim);
    }

    /** The prefix as attention wants it, [M, 2, H, P, dh], as a fresh array. */
    public float[] keyValues() {
        return layout().toKeyValues(promptEmbeddings, prefixLength);
    }

    /** The classes, in the order of the head's rows. */
    public List<String> labels() {
        return labels;
    }

    /** [P, M*2*H*dh], as a fresh copy. */
    public float[] promptEmbeddings() {
        return promptEmbeddings.clone();
    }

    /** [C, d], as a fresh copy. */
    public float[] headWeight() {
        return headWeight.clone();
    }

    /** [C], as a fresh copy. */
    public float[] headBias() {
        return headBias.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Adapter that
                && backboneDigest.equals(that.backboneDigest)
                && prefixLength == that.prefixLength
                && layers == that.layers
                && heads == that.heads
                && headDim == that.headDim
                && prefixLayers == that.prefixLayers
                && firstPosition == that.firstPosition
                && labels.equals(that.labels)
                && Arrays.equals(promptEmbeddings, that.promptEmbeddings)
                && Arrays.equals(headWeight, that.headWeight)
                && Arrays.equals(headBias, that.headBias);
    }

    @Override
    public int hashCode() {
        return Objects.hash(
                backboneDigest,
                prefixLength,
                labels,
                Arrays.hashCode(promptEmbeddings),
                Arrays.hashCode(headWeight),
                Arrays.hashCode(headBias));
    }

    @Override
    public String toString() {
        return "Adapter[P=" + prefixLength + ", layers=" + layers + ", heads=" + heads + ", headDim=" + headDim
                + ", labels=" + labels.size() + ", backbone=" + backboneDigest + "]";
    }

    private static float[] checked(String name, float[] values, long expectedLength) {
        require(
                values.length == expectedLength,
                name + " holds " + values.length + " values where " + expectedLength + " are needed");
        for (int i = 0; i < values.length; i++) {
            require(
                    Math.abs(values[i]) <= MAX_VALUE,
                    name + " holds " + values[i] + " at element " + i + "; values must be within " + MAX_VALUE
                            + " of 0, or answers may overflow");
        }
        return values.clone();
    }

    private static void require(boolean condition, String message) {
        if (!condition) {
            throw new IllegalArgumentException("Invalid adapter: " + message);
        }
    }
}
