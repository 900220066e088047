package dev.affix.prefix.adapter;

import dev.affix.prefix.safetensors.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;

/**
 * A materialized prefix with its classification head, for one backbone. With L layers, H heads of width dh, d = H * dh,
 * P prefix positions and C labels:
 *
 * <ul>
 *   <li>{@code promptEmbeddings} [P, L*2*d], the layout of PEFT: column {@code ((2*l + kv)*H + h)*dh + c}, kv 0 = key
 *   <li>{@code headWeight} [C, d], {@code headBias} [C]; row i answers {@code labels.get(i)}
 * </ul>
 *
 * P = 0 (a linear probe) is allowed. All values are finite and at most
 * {@link #MAX_MAGNITUDE} in magnitude. Immutable and equal by content; arrays are copied in and out.
 */
public final class Adapter {
    /** Far above any encoder, low enough that no product of dimensions overflows. */
    private static final int MAX_LAYERS = 1 << 10;

    private static final int MAX_HIDDEN = 1 << 16;

    /**
     * Far above any tuned value (those stay below 10), and low enough that no score, sum or square of the forward pass leaves
     * float32: finite values near 3e38 would answer with NaN. Half precision can hold it too.
     */
    public static final float MAX_MAGNITUDE = 10_000;

    private final String backboneDigest;
    private final int prefixLength;
    private final int layers;
    private final int heads;
    private final int headDim;
    private final List<String> labels;
    private final float[] promptEmbeddings;
    private final float[] headWeight;
    private final float[] headBias;

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
            float[] headBias) {
        require(Sha256.isHex(backboneDigest), "backbone digest '" + backboneDigest + "' is not a SHA-256");
        require(prefixLength >= 0, "prefix length is negative: " + prefixLength);
        require(layers > 0 && layers <= MAX_LAYERS, "layers must be 1 to " + MAX_LAYERS + ", is " + layers);
        require(heads > 0, "heads must be positive, is " + heads);
        require(headDim > 0, "head width must be positive, is " + headDim);
        require(!labels.isEmpty(), "there is no label");
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
        this.promptEmbeddings = checked("prompt_embeddings", promptEmbeddings, prefixLength * 2L * layers * hidden);
        this.headWeight = checked("classifier.weight", headWeight, labels.size() * hidden);
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

    /** Model width d, {@code heads * headDim}. */
    public int hidden() {
        return heads * headDim;
    }

    /** Where the values of {@link #promptEmbeddings()} lie. */
    public PrefixLayout layout() {
        return new PrefixLayout(layers, heads, headDim);
    }

    /** The prefix as attention wants it, [L, 2, H, P, dh], as a fresh array. */
    public float[] keyValues() {
        return layout().toKeyValues(promptEmbeddings, prefixLength);
    }

    /** The classes, in the order of the head's rows. */
    public List<String> labels() {
        return labels;
    }

    /** [P, L*2*d], as a fresh copy. */
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
            // NaN compares as false.
            require(
                    Math.abs(values[i]) <= MAX_MAGNITUDE,
                    name + " holds " + values[i] + " at element " + i + "; values must be finite and within ±"
                            + MAX_MAGNITUDE);
        }
        return values.clone();
    }

    private static void require(boolean condition, String message) {
        if (!condition) {
            throw new IllegalArgumentException("Invalid adapter: " + message);
        }
    }
}
