package dev.affix.inference.answering;

import dev.affix.prefix.tokenizer.Tokens;
import java.util.Optional;

/** What becomes of a text that is longer than the model reads: its beginning is read, or it is refused. Counted either way. Thread-safe. */
public final class TokenLimit {
    private final int maxTokens;
    private final boolean rejects;
    private final CallObserver observer;

    /**
     * Creates one.
     *
     * @param maxTokens that the model reads
     * @param rejects whether a longer text is refused
     */
    public TokenLimit(int maxTokens, boolean rejects, CallObserver observer) {
        this.maxTokens = maxTokens;
        this.rejects = rejects;
        this.observer = observer;
    }

    /** Looks at a text that was read; returns what is wrong with it, empty if it is to be answered. */
    public Optional<String> problem(Tokens tokens) {
        if (!tokens.truncated()) {
            return Optional.empty();
        }
        observer.overLength(rejects);
        return rejects
                ? Optional.of("has more than " + maxTokens + " tokens (AFFIX_INFERENCE_MAX_TOKENS)")
                : Optional.empty();
    }
}
