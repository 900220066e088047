package dev.affix.prefix.backbone;

/**
 * Dimensions of a BERT-family encoder.
 *
 * @param layers encoder layers
 * @param hidden model width d
 * @param heads attention heads; divides {@code hidden}
 * @param intermediate width of the feed-forward layer
 * @param vocabulary rows of the word embedding
 * @param maxPositions rows of the position embedding: the longest sequence
 * @param typeVocabulary rows of the token type embedding
 * @param layerNormEps epsilon of every layer normalization
 */
public record BackboneConfig(
        int layers,
        int hidden,
        int heads,
        int intermediate,
        int vocabulary,
        int maxPositions,
        int typeVocabulary,
        float layerNormEps) {

    public BackboneConfig {
        requirePositive(layers, "layers");
        requirePositive(hidden, "hidden");
        requirePositive(heads, "heads");
        requirePositive(intermediate, "intermediate");
        requirePositive(vocabulary, "vocabulary");
        requirePositive(maxPositions, "maxPositions");
        requirePositive(typeVocabulary, "typeVocabulary");
        if (hidden % heads != 0) {
            throw new IllegalArgumentException("hidden " + hidden + " is not a multiple of heads " + heads);
        }
        if (!(layerNormEps > 0 && Float.isFinite(layerNormEps))) {
            throw new IllegalArgumentException("layerNormEps must be positive and finite, is " + layerNormEps);
        }
    }

    /** Width of one head, {@code hidden / heads}. */
    public int headDim() {
        return hidden / heads;
    }

    private static void requirePositive(int value, String name) {
        if (value <= 0) {
            throw new IllegalArgumentException(name + " must be positive, is " + value);
        }
    }
}
