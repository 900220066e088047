package dev.affix.prefix.generation;

import dev.affix.prefix.tokenizer.TextTokenizer;
import dev.affix.prefix.tokenizer.Tokens;
import java.util.ArrayList;
import java.util.List;

/**
 * Tokens to text as they come. A token's text depends on those before it: a space that a text does not begin with, bytes of one
 * character. So a few are decoded again with each, and a character is given out only when it is whole. Not thread-safe.
 */
public final class TextStream {
    /** Tokens of the prompt that the first new one is read after. */
    private static final int CONTEXT = 6;
    /** What bytes that are not a character yet decode to. */
    private static final String UNFINISHED = "\uFFFD";

    private final TextTokenizer tokenizer;
    private final List<Integer> ids = new ArrayList<>();
    private int from;
    private int given;

    /** Starts behind a prompt, whose text is not given out. */
    public TextStream(TextTokenizer tokenizer, Tokens prompt) {
        this.tokenizer = tokenizer;
        for (int i = Math.max(0, prompt.length() - CONTEXT); i < prompt.length(); i++) {
            ids.add(prompt.id(i));
        }
        this.given = ids.size();
    }

    /** Returns what a token adds: nothing while a character is not whole. */
    public String next(int id) {
        ids.add(id);
        String now = text(ids.size());
        return now.endsWith(UNFINISHED) ? "" : give(now);
    }

    /** Returns what was held back when no token comes any more. */
    public String rest() {
        return give(text(ids.size()));
    }

    private String give(String now) {
        String before = text(given);
        if (now.length() <= before.length()) {
            return "";
        }
        from = given;
        given = ids.size();
        return now.substring(before.length());
    }

    private String text(int until) {
        return tokenizer.decode(new Tokens(
                ids.subList(from, until).stream().mapToInt(Integer::intValue).toArray()));
    }
}
