package dev.affix.prefix.generation;

import dev.affix.prefix.engine.Generation;
import dev.affix.prefix.tokenizer.Tokens;
import java.time.Instant;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** One text of a {@link ContinuousBatch}: how far its prompt was read, and what was chosen. Used by the thread that makes the steps. */
final class Text {
    final TokenListener listener;
    private final GenerationRequest request;
    private final Instant deadline;
    private final SplittableRandom random;
    /** Tokens that the backbone can read after the prompt. */
    private final int room;

    private int promptRead;
    private int chosen;
    private int last;
    private volatile boolean cancelled;
    Generation.@Nullable Row row;

    Text(GenerationRequest request, Instant deadline, TokenListener listener, int maxPositions) {
        this.request = request;
        this.deadline = deadline;
        this.listener = listener;
        this.random = new SplittableRandom(request.seed());
        this.room = maxPositions - request.firstPosition() - request.prompt().length();
    }

    GenerationRequest request() {
        return request;
    }

    void cancel() {
        cancelled = true;
    }

    /** Why it ends before the next step, null if it goes on. */
    @Nullable
    Ending over(Instant now) {
        if (cancelled) {
            return Ending.CANCELLED;
        }
        return now.isBefore(deadline) ? null : Ending.DEADLINE;
    }

    /** Whether some of its prompt is not read. */
    boolean prompting() {
        return promptRead < request.prompt().length();
    }

    /** What it reads in the next call: at most so many tokens of the prompt, or the last token. */
    Tokens next(int promptTokens) {
        if (!prompting()) {
            return new Tokens(last);
        }
        int until = Math.min(request.prompt().length(), promptRead + promptTokens);
        return new Tokens(Arrays.copyOfRange(request.prompt().ids(), promptRead, until));
    }

    /**
     * It has read.
     *
     * @param logits of the next token
     * @return why it ends, null if it goes on
     */
    @Nullable
    Ending read(int tokens, float[] logits) {
        if (prompting()) {
            promptRead += tokens;
            if (prompting()) {
                return null;
            }
        }
        last = request.sampling().choose(logits, random);
        if (request.ends().contains(last)) {
            return Ending.STOP;
        }
        chosen++;
        if (!listener.token(last)) {
            return Ending.CANCELLED;
        }
        return chosen == request.maxTokens() || chosen > room ? Ending.LENGTH : null;
    }
}
