package dev.affix.prefix.training;

import dev.affix.prefix.tokenizer.Tokens;

/**
 * A labelled text.
 *
 * @param tokens the text
 * @param label index of the label
 */
public record Example(Tokens tokens, int label) {}
