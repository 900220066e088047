package dev.affix.training.tuning;

import java.util.List;
import java.util.stream.IntStream;

/**
 * All that an experiment needs to go on.
 *
 * @param arms one per arm of the experiment, in its order
 * @param finished whether the experiment was stopped and its last versions published
 */
public record ExperimentState(List<Saved> arms, boolean finished) {
    /**
     * An arm's part.
     *
     * @param state where it stands
     * @param trainer its trainer's bytes; empty for a failed arm
     */
    @SuppressWarnings("ArrayRecordComponent") // Carried from trainer to file; nobody compares them.
    public record Saved(ArmState state, byte[] trainer) {}

    public ExperimentState {
        arms = List.copyOf(arms);
    }

    /** Returns, per partition, the first offset that some arm still needs. */
    public List<Long> needed() {
        int partitions = arms.get(0).state().cursor().partitions();
        List<ArmState> learning = arms.stream()
                .map(Saved::state)
                .filter(state -> state.failure() == null)
                .toList();
        return IntStream.range(0, partitions)
                .mapToObj(partition -> learning.stream()
                        .mapToLong(state -> state.cursor().offset(partition))
                        .min()
                        .orElse(0L))
                .toList();
    }
}
