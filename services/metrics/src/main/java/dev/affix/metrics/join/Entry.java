package dev.affix.metrics.join;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is remembered of one request until the stream's time has passed the deadline. */
public sealed interface Entry {
    /** Returns the last millisecond at which the entry stands as it is. */
    long deadline();

    /** Returns about how many bytes it takes to remember it, without the request's id. */
    default long size() {
        return OVERHEAD;
    }

    /** Returns about how many bytes it takes to remember it. */
    default int size(String requestId) {
        // The id is in the key and once more in the order of deadlines.
        return Math.toIntExact(2L * requestId.length() + size());
    }

    /** Bytes of an entry besides what it holds: its fields and keys, in the store and in the order of deadlines. */
    long OVERHEAD = 64;

    /**
     * Labels came, the prediction did not yet.
     *
     * @param labels records with different labels, as they came, at least one
     */
    record Unpredicted(long deadline, List<SourceRecord> labels) implements Entry {
        @Override
        public long size() {
            return labels.stream().mapToLong(label -> OVERHEAD + label.size()).sum() + OVERHEAD;
        }
    }

    /** The prediction came, no label yet. */
    record Unlabelled(long deadline, Predicted prediction) implements Entry {
        @Override
        public long size() {
            return OVERHEAD + prediction.size();
        }
    }

    /**
     * Done; remembered to recognize what comes late or twice.
     *
     * @param label the label that counted, null if the prediction was given up
     * @param experiments whose arms had answered
     */
    record Closed(long deadline, @Nullable String label, List<String> experiments) implements Entry {
        @Override
        public long size() {
            long size = OVERHEAD + (label == null ? 0 : label.length());
            for (String experiment : experiments) {
                size += experiment.length();
            }
            return size;
        }
    }
}
