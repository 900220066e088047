package dev.affix.prefix.tokenizer;

import java.util.Arrays;

/** Token ids of one text: with {@code [CLS]} and {@code [SEP]}, truncated, never padded. Immutable; equal by their ids. */
public final class Tokens implements Input {
    private final int[] ids;
    private final boolean truncated;

    public Tokens(int... ids) {
        this(ids, false);
    }

    /**
     * Ids of a text or of its beginning.
     *
     * @param truncated whether the text goes on
     */
    public Tokens(int[] ids, boolean truncated) {
        this.ids = ids.clone();
        this.truncated = truncated;
    }

    /** Returns whether the text goes on where the ids end. */
    public boolean truncated() {
        return truncated;
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
