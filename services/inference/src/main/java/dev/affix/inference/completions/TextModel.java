package dev.affix.inference.completions;

import dev.affix.prefix.adapter.Adapter;
import dev.affix.prefix.generation.GenerationRequest;
import dev.affix.prefix.generation.QueueFullException;
import dev.affix.prefix.generation.TextStream;
import dev.affix.prefix.generation.TokenListener;
import dev.affix.prefix.tokenizer.Tokens;
import java.time.Instant;
import java.util.Set;

/** The backbone as this package sees it. What is below {@link #generates} is for decoders only. Thread-safe. */
public interface TextModel {
    /** Returns the backbone's short name. */
    String backboneName();

    /** Returns whether it is a decoder. */
    boolean generates();

    /** Returns how many positions it has. */
    int positions();

    /** Returns the tokens that end a text. */
    Set<Integer> endTokens();

    /** Returns a prompt's tokens, however many. */
    Tokens prompt(String text);

    /** Returns what turns tokens after a prompt into text. */
    TextStream stream(Tokens prompt);

    /**
     * Returns a resident version.
     *
     * @throws IllegalStateException if it is not resident
     */
    Adapter adapter(String digest);

    /**
     * Goes on with a text beside others.
     *
     * @return what cancels it
     * @throws QueueFullException if too many wait
     */
    Runnable generate(GenerationRequest request, Instant deadline, TokenListener listener) throws QueueFullException;
}
