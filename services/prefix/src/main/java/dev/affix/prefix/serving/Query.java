package dev.affix.prefix.serving;

import dev.affix.prefix.tokenizer.Tokens;

/**
 * One row of a batch.
 *
 * @param tokens the text
 * @param digest the adapter version to answer with
 */
public record Query(Tokens tokens, String digest) {}
