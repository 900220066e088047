package dev.affix.training.run;

import dev.affix.training.checkpoint.CheckpointStore;
import dev.affix.training.checkpoint.CorruptCheckpointException;
import dev.affix.training.checkpoint.Identity;
import dev.affix.training.tuning.ExperimentState;
import dev.affix.training.tuning.ExperimentState.Saved;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** One experiment's checkpoints: the newest that can be used, and new ones. One thread. */
final class Checkpoints {
    private static final Logger LOG = Logger.getLogger(Checkpoints.class);

    private final CheckpointStore store;
    private final Identity identity;
    private @Nullable List<Object> last;

    Checkpoints(CheckpointStore store, Identity identity) {
        this.store = store;
        this.identity = identity;
    }

    /**
     * Makes something of the newest checkpoint that can be used. Others are put aside, and the log says so.
     *
     * @param use fails with an exception if it can make nothing of a checkpoint
     */
    <T> Optional<T> newest(Function<ExperimentState, T> use) throws IOException {
        for (Path checkpoint : store.newestFirst(identity.experiment())) {
            try {
                ExperimentState state = store.read(checkpoint, identity);
                T made = use.apply(state);
                last = essence(state);
                LOG.infof("Experiment %s goes on from checkpoint %s", identity.experiment(), checkpoint);
                return Optional.of(made);
            } catch (CorruptCheckpointException | RuntimeException e) {
                LOG.errorf(
                        "%s. It is put aside. Falling back to the checkpoint before it, or else to the beginning of"
                                + " the topic: training again from there makes the same bytes.",
                        e instanceof CorruptCheckpointException
                                ? e.getMessage()
                                : "Checkpoint " + checkpoint + " cannot be restored: " + e);
                store.setAside(checkpoint);
            }
        }
        return Optional.empty();
    }

    /** Writes one if something changed since the last; a failure is logged and returned: training goes on, and would do more of it again after a crash. */
    Optional<String> write(ExperimentState state) {
        List<Object> essence = essence(state);
        if (essence.equals(last)) {
            return Optional.empty(); // The one before it is better kept than a second copy.
        }
        try {
            store.write(identity, state);
            last = essence;
            return Optional.empty();
        } catch (IOException e) {
            String problem = "Cannot write a checkpoint of experiment " + identity.experiment() + ": " + e;
            LOG.errorf("%s. Training goes on; check AFFIX_TRAINING_STATE and its disk.", problem);
            return Optional.of(problem);
        }
    }

    private static List<Object> essence(ExperimentState state) {
        return List.of(state.arms().stream().map(Saved::state).toList(), state.finished());
    }
}
