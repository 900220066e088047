package dev.affix.prefix.engine;

import dev.affix.prefix.backbone.BackboneConfig;
import dev.affix.prefix.tokenizer.Tokens;
import java.util.List;

/** Rows padded to the longest: ids and positions [2, B, S], mask [B, S], in row order. */
final class TokenBatch {
    final int rows;
    final int length;
    /** Token ids, then for each the row of the position embedding. */
    final long[] ids;

    final float[] mask;

    /** Pads rows whose first token has position 0. */
    TokenBatch(BackboneConfig config, List<Tokens> tokens) {
        this(config, tokens, new int[tokens.size()]);
    }

    /**
     * Pads rows.
     *
     * @param first for each row the position of its first token
     * @throws IllegalArgumentException if there is no row, or one that the backbone cannot read
     */
    TokenBatch(BackboneConfig config, List<Tokens> tokens, int[] first) {
        rows = tokens.size();
        length = tokens.stream()
                .mapToInt(Tokens::length)
                .max()
                .orElseThrow(() -> new IllegalArgumentException("The batch is empty"));
        ids = new long[2 * rows * length];
        mask = new float[rows * length];
        for (int row = 0; row < rows; row++) {
            Tokens t = tokens.get(row);
            if (t.length() < 1 || t.length() > config.maxPositions() - first[row]) {
                throw new IllegalArgumentException(
                        "Row " + row + " has " + t.length() + " tokens; the backbone reads 1 to "
                                + (config.maxPositions() - first[row])
                                + (first[row] == 0 ? "" : " from position " + first[row] + " on"));
            }
            for (int i = 0; i < t.length(); i++) {
                if (t.id(i) < 0 || t.id(i) >= config.vocabulary()) {
                    throw new IllegalArgumentException("Row " + row + " has token " + t.id(i)
                            + "; the backbone knows 0 to " + (config.vocabulary() - 1));
                }
                ids[row * length + i] = t.id(i);
                ids[(rows + row) * length + i] = (long) first[row] + i;
                mask[row * length + i] = 1;
            }
        }
    }
}
