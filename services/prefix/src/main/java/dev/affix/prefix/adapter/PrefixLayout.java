package dev.affix.prefix.adapter;

/**
 * Where a prefix's values lie. PEFT keeps one row per prefix position, [P, L*2*H*dh], with keys before values in each
 * layer; attention wants [L, 2, H, P, dh].
 *
 * @param layers L
 * @param heads H
 * @param headDim dh
 */
public record PrefixLayout(int layers, int heads, int headDim) {

    /** Length of a row, L*2*H*dh. */
    public int columns() {
        return layers * 2 * heads * headDim;
    }

    /** Column of a value in a row: {@code ((2*layer + kv)*H + head)*dh + channel}, kv 0 = key, 1 = value. */
    public int column(int layer, int kv, int head, int channel) {
        return ((2 * layer + kv) * heads + head) * headDim + channel;
    }

    /** [P, L*2*H*dh] to [L, 2, H, P, dh]. */
    public float[] toKeyValues(float[] promptEmbeddings, int prefixLength) {
        return copy(promptEmbeddings, prefixLength, true);
    }

    /** [L, 2, H, P, dh] to [P, L*2*H*dh]: the inverse of {@link #toKeyValues}. */
    public float[] toPromptEmbeddings(float[] keyValues, int prefixLength) {
        return copy(keyValues, prefixLength, false);
    }

    private float[] copy(float[] from, int prefixLength, boolean fromPrompt) {
        if (from.length != (long) prefixLength * columns()) {
            throw new IllegalArgumentException("a prefix of " + prefixLength + " positions in " + this
                    + " does not have " + from.length + " values");
        }
        float[] to = new float[from.length];
        int slots = columns() / headDim;
        for (int slot = 0; slot < slots; slot++) {
            for (int position = 0; position < prefixLength; position++) {
                int inPrompt = position * columns() + slot * headDim;
                int inKeyValues = (slot * prefixLength + position) * headDim;
                System.arraycopy(
                        from, fromPrompt ? inPrompt : inKeyValues, to, fromPrompt ? inKeyValues : inPrompt, headDim);
            }
        }
        return to;
    }
}
