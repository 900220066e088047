package dev.affix.inference.generation;

import dev.affix.prefix.adapter.Adapter;
import dev.affix.prefix.generation.GenerationRequest;
import dev.affix.prefix.generation.QueueFullException;
import dev.affix.prefix.generation.TokenListener;
import dev.affix.prefix.tokenizer.Tokens;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The backbone as those who generate texts see it. What is below {@link #generates} is for decoders only. Thread-safe. */
public interface TextModel {
    /** Returns the backbone's short name. */
    String backboneName();

    /** Returns whether it is a decoder. */
    boolean generates();

    /** Returns how many positions it has. */
    int positions();

    /** Returns how many tokens, prompt and text together, have a position after a prefix, or after none. */
    default int room(@Nullable Adapter prefix) {
        return positions() - (prefix == null ? 0 : prefix.firstPosition());
    }

    /** Returns the tokens that end a text. */
    Set<Integer> endTokens();

    /** Returns a prompt's tokens, however many. */
    Tokens prompt(String text);

    /** Returns what turns tokens after a prompt into text. */
    TextDecoder decoder(Tokens prompt);

    /**
     * Returns a resident version.
     *
     * @throws IllegalStateException if it is not resident
     */
    Adapter adapter(String digest);

    /**
     * Goes on with a text beside others.
     *
     * @param deadline when it ends, done or not
     * @return what cancels it: it ends before its next step
     * @throws QueueFullException if too many wait
     * @throws IllegalArgumentException if the prompt is one the backbone cannot read
     * @throws IllegalStateException if the engine is closed
     */
    Runnable generate(GenerationRequest request, Instant deadline, TokenListener listener) throws QueueFullException;
}
