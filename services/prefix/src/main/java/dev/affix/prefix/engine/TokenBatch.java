package dev.affix.prefix.engine;

import dev.affix.prefix.backbone.BackboneConfig;
import dev.affix.prefix.tokenizer.Tokens;
import java.util.List;

/** Rows padded to the longest: ids and mask, both [B, S] in row order. */
final class TokenBatch {
    final int rows;
    final int length;
    final long[] ids;
    final float[] mask;

    /**
     * Pads rows.
     *
     * @throws IllegalArgumentException if there is no row, or one that the backbone cannot read
     */
    TokenBatch(BackboneConfig config, List<Tokens> tokens) {
        rows = tokens.size();
        length = tokens.stream()
                .mapToInt(Tokens::length)
                .max()
                .orElseThrow(() -> new IllegalArgumentException("The batch is empty"));
        ids = new long[rows * length];
        mask = new float[rows * length];
        for (int row = 0; row < rows; row++) {
            Tokens t = tokens.get(row);
            if (t.length() < 1 || t.length() > config.maxPositions()) {
                throw new IllegalArgumentException("Row " + row + " has " + t.length()
                        + " tokens; the backbone reads 1 to " + config.maxPositions());
            }
            for (int i = 0; i < t.length(); i++) {
                if (t.id(i) < 0 || t.id(i) >= config.vocabulary()) {
                    throw new IllegalArgumentException("Row " + row + " has token " + t.id(i)
                            + "; the backbone knows 0 to " + (config.vocabulary() - 1));
                }
                ids[row * length + i] = t.id(i);
                mask[row * length + i] = 1;
            }
        }
    }
}
