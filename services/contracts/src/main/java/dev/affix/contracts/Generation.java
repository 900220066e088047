package dev.affix.contracts;

import java.util.List;

/**
 * How the arms of an experiment go on with a request's text: each next token is the most probable one, so that the same version
 * answers the same text always alike.
 *
 * @param maxTokens tokens of an answer, at most {@value #MAX_TOKENS}
 * @param stop texts before which an answer ends, at most {@value #MAX_STOPS}; none if left out. It ends with the backbone's own end
 *     token in any case
 */
public record Generation(int maxTokens, List<String> stop) {
    /** Limit of {@code maxTokens}. */
    public static final int MAX_TOKENS = 1024;
    /** Limit of {@code stop}. */
    public static final int MAX_STOPS = 4;
    /** Limit of one of {@code stop}, in characters. */
    public static final int MAX_STOP_LENGTH = 100;

    public Generation {
        Check.within(maxTokens, 1, MAX_TOKENS, "maxTokens");
        stop = stop == null ? List.of() : Check.list(stop, "stop");
        Check.within(stop.size(), 0, MAX_STOPS, "stop.size");
        for (int i = 0; i < stop.size(); i++) {
            String field = "stop[" + i + "]";
            Check.length(stop.get(i), field, MAX_STOP_LENGTH);
            if (stop.get(i).isEmpty()) {
                throw Check.invalid(field, "is empty");
            }
        }
    }
}
