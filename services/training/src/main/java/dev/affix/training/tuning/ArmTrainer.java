package dev.affix.training.tuning;

import dev.affix.prefix.adapter.AdapterFile;
import dev.affix.prefix.training.Example;
import dev.affix.prefix.training.StepReport;
import java.util.List;

/**
 * Tunes one arm. Deterministic: the same start and batches give the same {@link #state} and {@link #adapter}, also when
 * it was restored in between. Used by one thread at a time, not always the same.
 */
public interface ArmTrainer extends AutoCloseable {
    /** Takes one optimizer step on a batch. */
    StepReport step(List<Example> batch);

    /** Returns what would be served now. */
    AdapterFile adapter();

    /** Returns all it needs to go on: parameters, moments, random state. */
    byte[] state();

    @Override
    void close();
}
