package dev.affix.prefix.training;

import dev.affix.prefix.tokenizer.Input;

/**
 * A labelled text.
 *
 * @param input the text
 * @param label index of the label
 */
public record Example(Input input, int label) {}
