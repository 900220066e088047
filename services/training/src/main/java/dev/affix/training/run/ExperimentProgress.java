package dev.affix.training.run;

import com.fasterxml.jackson.annotation.JsonValue;
import dev.affix.training.tuning.ArmProgress;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Where an experiment stands, as {@code GET /api/experiments} shows it.
 *
 * @param name its name
 * @param status where it is in its life
 * @param problem what keeps it from learning, in words, null if nothing does
 * @param unread records that wait in the topic
 * @param arms its arms
 */
public record ExperimentProgress(
        String name, Status status, @Nullable String problem, long unread, List<ArmProgress> arms) {
    /** Where an experiment is in its life here. */
    public enum Status {
        /** Being restored, or its first versions are not published yet. */
        STARTING,
        /** Its arms learn. */
        RUNNING,
        /** Over: its last versions are published. */
        STOPPED,
        /** Cannot be tuned here; it is in the dead letters. */
        REFUSED,
        /** Its arms generate texts, which no service tunes: their versions come from whoever publishes them. */
        NOT_TUNED,
        /** Cannot go on. */
        FAILED;

        /** Returns the word in JSON. */
        @JsonValue
        public String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }
}
