package dev.affix.prefix.tokenizer;

/** What a backbone reads: a text's {@link Tokens} or an image's {@link Pixels}. */
public sealed interface Input permits Tokens, Pixels {
    /** Returns its tokens, or 1 for an image: all images of a backbone have the same size. */
    int length();
}
