package dev.affix.metrics.comparison;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * An arm's scores by the values of the segment attribute: of the first {@value #LIMIT} that came, and of all others together,
 * so that clients cannot make the state grow. Mutable; one thread.
 */
public final class Segments {
    /** Values that are kept apart. */
    public static final int LIMIT = 20;

    private final Map<String, Segment> values = new LinkedHashMap<>();
    private Segment others;

    /**
     * Everything there is to save.
     *
     * @param values in the order in which they came
     * @param others all others together; its value means nothing
     */
    public record State(List<Segment> values, Segment others) {
        /** Of no answer. */
        public static final State NONE = new State(List.of(), Segment.none(""));
    }

    /** Loads some. */
    Segments(State state) {
        state.values.forEach(segment -> values.put(segment.value(), segment));
        others = state.others;
    }

    State state() {
        return new State(List.copyOf(values.values()), others);
    }

    void add(String value, Answer answer) {
        Segment segment = values.get(value);
        if (segment == null && values.size() >= LIMIT) {
            others = others.plus(answer);
        } else {
            values.put(value, (segment == null ? Segment.none(value) : segment).plus(answer));
        }
    }
}
