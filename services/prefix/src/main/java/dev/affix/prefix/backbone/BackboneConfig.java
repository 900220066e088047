package dev.affix.prefix.backbone;

import dev.affix.prefix.backbone.architecture.Architecture;
import dev.affix.prefix.backbone.architecture.Architectures;
import org.jspecify.annotations.Nullable;

/**
 * Dimensions of a transformer.
 *
 * @param architecture its family
 * @param layers layers L
 * @param hidden model width d
 * @param heads query heads H; divides {@code hidden}
 * @param keyValueHeads heads G of keys and values; divides {@code heads}, and is less where queries are grouped
 * @param intermediate width of the feed-forward layer
 * @param vocabulary rows of the word embedding
 * @param maxPositions rows of the position embedding: the longest sequence
 * @param typeVocabulary rows of the token type embedding; 1 where there is none
 * @param layerNormEps epsilon of every normalization
 * @param ropeTheta base of rotary positions; 0 where positions are learned
 * @param tiedVocabulary whether the vocabulary's weight is the embedding
 * @param image what is read where it is no text, else null
 */
public record BackboneConfig(
        Architecture architecture,
        int layers,
        int hidden,
        int heads,
        int keyValueHeads,
        int intermediate,
        int vocabulary,
        int maxPositions,
        int typeVocabulary,
        float layerNormEps,
        double ropeTheta,
        boolean tiedVocabulary,
        @Nullable ImageShape image) {

    /** A model of texts. */
    public BackboneConfig(
            Architecture architecture,
            int layers,
            int hidden,
            int heads,
            int keyValueHeads,
            int intermediate,
            int vocabulary,
            int maxPositions,
            int typeVocabulary,
            float layerNormEps,
            double ropeTheta,
            boolean tiedVocabulary) {
        this(
                architecture,
                layers,
                hidden,
                heads,
                keyValueHeads,
                intermediate,
                vocabulary,
                maxPositions,
                typeVocabulary,
                layerNormEps,
                ropeTheta,
                tiedVocabulary,
                null);
    }

    /** A BERT encoder. */
    public BackboneConfig(
            int layers,
            int hidden,
            int heads,
            int intermediate,
            int vocabulary,
            int maxPositions,
            int typeVocabulary,
            float layerNormEps) {
        this(
                Architectures.BERT,
                layers,
                hidden,
                heads,
                heads,
                intermediate,
                vocabulary,
                maxPositions,
                typeVocabulary,
                layerNormEps,
                0,
                true);
    }

    public BackboneConfig {
        requirePositive(layers, "layers");
        requirePositive(hidden, "hidden");
        requirePositive(heads, "heads");
        requirePositive(keyValueHeads, "keyValueHeads");
        requirePositive(intermediate, "intermediate");
        requirePositive(vocabulary, "vocabulary");
        requirePositive(maxPositions, "maxPositions");
        requirePositive(typeVocabulary, "typeVocabulary");
        if (hidden % heads != 0) {
            throw new IllegalArgumentException("hidden " + hidden + " is not a multiple of heads " + heads);
        }
        if (heads % keyValueHeads != 0) {
            throw new IllegalArgumentException(
                    "heads " + heads + " is not a multiple of keyValueHeads " + keyValueHeads);
        }
        if (!(layerNormEps > 0 && Float.isFinite(layerNormEps))) {
            throw new IllegalArgumentException("layerNormEps must be positive and finite, is " + layerNormEps);
        }
        if (!(ropeTheta >= 0 && Double.isFinite(ropeTheta))) {
            throw new IllegalArgumentException("ropeTheta must be 0 or more and finite, is " + ropeTheta);
        }
        if (ropeTheta > 0 && hidden / heads % 2 != 0) {
            throw new IllegalArgumentException("rotary positions need heads of even width, not " + hidden / heads);
        }
    }

    /** Width of one head, {@code hidden / heads}. */
    public int headDim() {
        return hidden / heads;
    }

    /** Width of one position's keys, {@code keyValueHeads * headDim}. */
    public int keyValueWidth() {
        return keyValueHeads * headDim();
    }

    /** Values of one prefix position: keys and values of every layer. */
    public int valuesPerPosition() {
        return Math.multiplyExact(layers * 2, keyValueWidth());
    }

    private static void requirePositive(int value, String name) {
        if (value <= 0) {
            throw new IllegalArgumentException(name + " must be positive, is " + value);
        }
    }
}
