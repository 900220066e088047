package dev.affix.inference.completions;

import dev.affix.inference.completions.Answers.Head;
import org.jspecify.annotations.Nullable;

/**
 * A text as OpenAI's clients read it.
 *
 * @param usage whether a stream's last chunk counts tokens
 */
record OpenAi(Head head, int promptTokens, boolean usage) implements Format {
    @Override
    public String whole(String text, String reason, int tokens) {
        return Answers.completion(head, text, reason, promptTokens, tokens);
    }

    @Override
    public String piece(String text) {
        return Answers.chunk(head, text, null);
    }

    @Override
    public String end(String reason, int tokens) {
        String last = Answers.chunk(head, "", reason);
        return (usage ? last + Answers.usageChunk(head, promptTokens, tokens) : last) + Answers.done();
    }

    @Override
    public String error(int status, @Nullable String field, String message) {
        return Answers.error(status, field, message);
    }
}
