package dev.affix.metrics.join;

import dev.affix.contracts.DeadLetter;
import java.util.List;

/** Counts for the experiments concerned, or for none where none is known. */
final class Tally {
    private final JoinState state;

    Tally(JoinState state) {
        this.state = state;
    }

    void count(List<String> experiments, Counts.Kind kind) {
        for (String scope : scopes(experiments)) {
            state.counts(scope).add(kind);
        }
    }

    void deadLetter(List<String> experiments, DeadLetter.Reason reason) {
        state.counts(Counts.ALL).add(reason);
        for (String scope : scopes(experiments)) {
            state.counts(scope).add(reason);
        }
    }

    private static List<String> scopes(List<String> experiments) {
        return experiments.isEmpty() ? List.of(Counts.NO_EXPERIMENT) : experiments;
    }
}
