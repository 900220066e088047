package dev.affix.prefix.tokenizer;

import java.util.Arrays;

/** Token ids of one text: with {@code [CLS]} and {@code [SEP]}, truncated, never padded. Immutable; equal by content. */
public final class Tokens implements Input {
    private final int[] ids;

    public Tokens(int... ids) {
        this.ids = ids.clone();
    }

    /** The ids, as a fresh copy. */
    public int[] ids() {
        return ids.clone();
    }

    public int id(int position) {
        return ids[position];
    }

    @Override
    public int length() {
        return ids.length;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Tokens that && Arrays.equals(ids, that.ids);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(ids);
    }

    @Override
    public String toString() {
        return "Tokens" + Arrays.toString(ids);
    }
}
