package dev.affix.metrics.join;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is remembered of one request until the stream's time has passed the deadline. */
public sealed interface Entry {
    /** Returns the last millisecond at which the entry stands as it is. */
    long deadline();

    /**
     * Labels came, the prediction did not yet.
     *
     * @param labels records with different labels, as they came, at least one
     */
    record Unpredicted(long deadline, List<SourceRecord> labels) implements Entry {}

    /** The prediction came, no label yet. */
    record Unlabelled(long deadline, SourceRecord prediction) implements Entry {}

    /**
     * Done; remembered to recognize what comes late or twice.
     *
     * @param label the label that counted, null if the prediction was given up
     * @param experiments whose arms had answered
     */
    record Closed(long deadline, @Nullable String label, List<String> experiments) implements Entry {}
}
