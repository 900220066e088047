package dev.affix.metrics.join;

import dev.affix.contracts.Experiment;
import org.jspecify.annotations.Nullable;

/** Finds experiments. */
@FunctionalInterface
public interface ExperimentLookup {
    /** Returns the experiment of that name; null if there is none, which is certain and not a matter of time. */
    @Nullable
    Experiment find(String name);
}
