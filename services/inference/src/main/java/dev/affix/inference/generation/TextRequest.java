package dev.affix.inference.generation;

import dev.affix.contracts.Generation;
import dev.affix.prefix.adapter.Adapter;
import dev.affix.prefix.tokenizer.Tokens;

/**
 * One text for one adapter. The most probable tokens are taken, so that equal requests get equal texts.
 *
 * @param prompt the text so far, of one token or more
 * @param prefix the adapter whose keys and values come before it
 * @param generation where it ends
 */
public record TextRequest(Tokens prompt, Adapter prefix, Generation generation) {}
