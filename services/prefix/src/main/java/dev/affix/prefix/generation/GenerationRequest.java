package dev.affix.prefix.generation;

import dev.affix.prefix.adapter.Adapter;
import dev.affix.prefix.tokenizer.Tokens;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is asked for.
 *
 * @param prompt the text so far, of one token or more
 * @param prefix whose keys and values come before it, or null for none
 * @param sampling how tokens are chosen
 * @param seed of the choice
 * @param maxTokens how many tokens at most
 * @param ends tokens that end the text and are not part of it
 */
public record GenerationRequest(
        Tokens prompt, @Nullable Adapter prefix, Sampling sampling, long seed, int maxTokens, Set<Integer> ends) {
    public GenerationRequest {
        if (maxTokens < 1) {
            throw new IllegalArgumentException("maxTokens must be positive, is " + maxTokens);
        }
        ends = Set.copyOf(ends);
    }

    /** Position of the prompt's first token. */
    int firstPosition() {
        return prefix == null ? 0 : prefix.firstPosition();
    }
}
