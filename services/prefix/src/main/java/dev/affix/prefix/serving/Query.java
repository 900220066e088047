package dev.affix.prefix.serving;

import dev.affix.prefix.tokenizer.Input;

/**
 * One row of a batch.
 *
 * @param input the text
 * @param digest the adapter version to answer with
 */
public record Query(Input input, String digest) {}
