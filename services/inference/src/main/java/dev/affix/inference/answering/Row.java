package dev.affix.inference.answering;

import dev.affix.prefix.tokenizer.Tokens;

/**
 * One text for one adapter.
 *
 * @param tokens the text's token ids, unpadded
 * @param digest the adapter version to answer with
 */
public record Row(Tokens tokens, String digest) {}
