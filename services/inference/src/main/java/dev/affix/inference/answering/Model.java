package dev.affix.inference.answering;

import dev.affix.prefix.tokenizer.Tokens;
import java.util.List;

/** The frozen transformer with its resident adapters, as this package sees it. Thread-safe. */
public interface Model {
    /** Returns the SHA-256 of the backbone's weights, in hexadecimal. */
    String backboneDigest();

    /** Returns each text's token ids, unpadded, truncated to the token limit. */
    List<Tokens> encode(List<String> texts);

    /**
     * Answers rows in one call of the engine, padded to the longest.
     *
     * @return one array per row: the natural logarithm of each class's probability, in the order of the adapter's labels
     * @throws IllegalStateException if a row's adapter is not resident
     */
    List<float[]> answer(List<Row> rows);
}
