package dev.affix.training.tuning;

import dev.affix.prefix.training.StepReport;
import java.time.Duration;

/** Hears what arms do. Called from worker threads and the experiment's thread; must be quick and thread-safe. */
public interface TuningListener {
    /** An arm took a step. */
    void stepped(String experiment, String arm, StepReport report, Duration took);

    /** A version of an arm was published. */
    void published(String experiment, String arm);

    /** An arm failed and learns no more. */
    void failed(String experiment, String arm);
}
