package dev.affix.inference.generation;

/** Turns the tokens of one text into characters as they come. Not thread-safe. */
public interface TextDecoder {
    /** Returns what a token adds: nothing while a character is not whole. */
    String next(int id);

    /** Returns what was held back when no token comes any more. */
    String rest();
}
