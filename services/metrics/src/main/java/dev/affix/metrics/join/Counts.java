package dev.affix.metrics.join;

import dev.affix.contracts.DeadLetter;
import java.util.Map;
import java.util.TreeMap;

/**
 * How often what happened, of one experiment or of what belongs to none. Immutable.
 *
 * @param events by kind; kinds that never happened are absent
 * @param deadLetters by reason; reasons that never happened are absent
 */
public record Counts(Map<Kind, Long> events, Map<DeadLetter.Reason, Long> deadLetters) {
    /** Nothing happened. */
    public static final Counts NONE = new Counts(Map.of(), Map.of());
    /** Where things are counted that belong to no known experiment. */
    public static final String NO_EXPERIMENT = "";
    /** Where all dead letters are counted, each once. */
    public static final String ALL = "*";

    /** What is counted besides dead letters. */
    public enum Kind {
        /** Predictions, each request once. */
        PREDICTIONS,
        /** Predictions that were scored. */
        SCORED,
        /** Predictions given up: no label within the horizon, or none that the experiment knows. */
        UNLABELLED,
        /** Of those given up: no label came within the horizon. */
        NO_LABEL,
        /** Of those given up: the label is one that only other experiments know. */
        OTHER_LABEL,
        /** Of those given up: pushed out by the bound of bytes. */
        PUSHED_OUT,
        /** Labels refused because no prediction came within the horizon. */
        NO_PREDICTION,
        /** Labels refused because the bound of bytes pushed them out while they waited for their prediction. */
        PUSHED_OUT_LABELS,
        /** Finished requests that the bound of bytes pushed out: what comes twice for them is not recognized. */
        FORGOTTEN,
        /** Labels after the horizon. */
        LATE,
        /** Further predictions for a request. */
        DUPLICATE_PREDICTIONS,
        /** The same label again. */
        DUPLICATE_LABELS
    }

    /** Returns how often something happened. */
    public long of(Kind kind) {
        return events.getOrDefault(kind, 0L);
    }

    /** Returns the predictions that are neither scored nor given up. */
    public long pending() {
        return of(Kind.PREDICTIONS) - of(Kind.SCORED) - of(Kind.UNLABELLED);
    }

    /** Returns the number of dead letters. */
    public long allDeadLetters() {
        return deadLetters.values().stream().mapToLong(Long::longValue).sum();
    }

    /** Returns both together. */
    public Counts plus(Counts other) {
        return new Counts(sum(events, other.events), sum(deadLetters, other.deadLetters));
    }

    private static <K extends Enum<K>> Map<K, Long> sum(Map<K, Long> first, Map<K, Long> second) {
        Map<K, Long> sum = new TreeMap<>(first);
        second.forEach((key, count) -> sum.merge(key, count, Long::sum));
        return sum;
    }
}
