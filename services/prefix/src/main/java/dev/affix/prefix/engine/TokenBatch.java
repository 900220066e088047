package dev.affix.prefix.engine;

import dev.affix.prefix.tokenizer.Tokens;
import java.util.List;

/** Rows padded to the longest: ids and mask, both [B, S] in row order. */
final class TokenBatch {
    final int rows;
    final int length;
    final long[] ids;
    final float[] mask;

    TokenBatch(List<Tokens> tokens) {
        rows = tokens.size();
        length = tokens.stream().mapToInt(Tokens::length).max().orElseThrow();
        ids = new long[rows * length];
        mask = new float[rows * length];
        for (int row = 0; row < rows; row++) {
            Tokens t = tokens.get(row);
            for (int i = 0; i < t.length(); i++) {
                ids[row * length + i] = t.id(i);
                mask[row * length + i] = 1;
            }
        }
    }
}
