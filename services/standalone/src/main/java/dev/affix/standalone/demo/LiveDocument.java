package dev.affix.standalone.demo;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the launcher reads of the document that metrics' live page is drawn from. Scores are null before the first example.
 *
 * @param counts what was joined
 * @param arms one per arm
 * @param pairs one per pair of arms
 */
record LiveDocument(Counts counts, List<ArmState> arms, List<PairState> pairs) {
    /** Numbers of records. */
    record Counts(
            long predictions,
            long scored,
            long pending,
            long late,
            long unlabelled,
            long duplicatePredictions,
            long duplicateLabels,
            long deadLetters) {}

    /** An arm's scores, over all examples and over windows of {@code rollingWindow}. */
    record ArmState(
            String arm,
            long examples,
            @Nullable Double accuracy,
            @Nullable Double logLoss,
            @Nullable Double rollingAccuracy,
            int rollingWindow,
            @Nullable Double firstWindowAccuracy,
            @Nullable AdapterState adapter) {}

    /** The newest adapter version of an arm. */
    record AdapterState(long version) {}

    /**
     * The comparison of two arms.
     *
     * @param sentence the verdict in plain words
     * @param falseAlarms where both arms are one policy, how often one was said to be better
     */
    record PairState(
            String armA,
            String armB,
            long n,
            @Nullable Double difference,
            @Nullable Double lower,
            @Nullable Double upper,
            @Nullable Double eValueA,
            @Nullable Double eValueB,
            @Nullable String verdict,
            @Nullable String sentence,
            @Nullable Long falseAlarms) {}

    Optional<ArmState> arm(String name) {
        return arms.stream().filter(arm -> arm.arm().equals(name)).findFirst();
    }

    /** Returns how many examples the arm or pair that is furthest behind has seen. */
    long compared() {
        return Math.min(
                arms.stream().mapToLong(ArmState::examples).min().orElse(0),
                pairs.stream().mapToLong(PairState::n).min().orElse(Long.MAX_VALUE));
    }

    /** Returns whether every arm and every pair has seen so many examples. */
    boolean caughtUp(long examples) {
        return compared() >= examples;
    }
}
