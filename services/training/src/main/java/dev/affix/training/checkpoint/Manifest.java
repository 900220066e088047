package dev.affix.training.checkpoint;

import dev.affix.training.tuning.ArmState;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The file of a checkpoint that is written last and names the others.
 *
 * @param format {@value #FORMAT}
 * @param identity what the checkpoint is of, see {@link Identity}
 * @param finished whether the experiment is over
 * @param arms one per arm, in the experiment's order
 */
record Manifest(int format, Identity identity, boolean finished, List<Entry> arms) {
    static final int FORMAT = 1;

    /**
     * An arm.
     *
     * @param state where it stands
     * @param file name of its trainer's file, null for a failed arm
     * @param sha256 of that file
     */
    record Entry(
            ArmState state, @Nullable String file, @Nullable String sha256) {}
}
