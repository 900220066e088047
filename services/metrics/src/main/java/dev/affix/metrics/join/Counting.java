package dev.affix.metrics.join;

import dev.affix.contracts.DeadLetter;
import java.util.EnumMap;
import java.util.Map;

/** Counts to be added to. One thread. */
public final class Counting {
    private final Map<Counts.Kind, long[]> events = new EnumMap<>(Counts.Kind.class);
    private final Map<DeadLetter.Reason, long[]> deadLetters = new EnumMap<>(DeadLetter.Reason.class);
    private boolean changed;

    /** Goes on from some. */
    public Counting(Counts counts) {
        counts.events().forEach((kind, count) -> events.put(kind, new long[] {count}));
        counts.deadLetters().forEach((reason, count) -> deadLetters.put(reason, new long[] {count}));
    }

    /** Adds an event. */
    void add(Counts.Kind kind) {
        add(events, kind);
    }

    /** Adds a dead letter. */
    void add(DeadLetter.Reason reason) {
        add(deadLetters, reason);
    }

    private <K> void add(Map<K, long[]> counts, K what) {
        counts.computeIfAbsent(what, none -> new long[1])[0]++;
        changed = true;
    }

    /** Returns whether anything was added since this was asked last. */
    public boolean takeChanged() {
        boolean was = changed;
        changed = false;
        return was;
    }

    /** Returns the counts so far. */
    public Counts counts() {
        return new Counts(copy(events, Counts.Kind.class), copy(deadLetters, DeadLetter.Reason.class));
    }

    private static <K extends Enum<K>> Map<K, Long> copy(Map<K, long[]> counts, Class<K> type) {
        Map<K, Long> copy = new EnumMap<>(type);
        counts.forEach((what, count) -> copy.put(what, count[0]));
        return copy;
    }
}
