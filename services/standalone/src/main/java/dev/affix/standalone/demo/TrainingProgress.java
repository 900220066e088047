package dev.affix.standalone.demo;

import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the launcher reads of training's account of an experiment.
 *
 * @param name the experiment
 * @param problem what keeps it from learning, null if nothing does
 * @param unread scored examples that it has not read yet
 * @param arms its arms
 */
record TrainingProgress(String name, @Nullable String problem, long unread, List<Arm> arms) {
    /**
     * An arm.
     *
     * @param arm its name
     * @param examples examples it learned from
     * @param waiting examples that were read and wait until they fill a batch
     * @param failure why it learns no more, null if it does
     */
    record Arm(
            String arm,
            long examples,
            long waiting,
            @Nullable String failure) {}

    /** Returns whether nothing is left but less than a batch. */
    boolean done(int batchSize) {
        return unread == 0 && arms.stream().allMatch(own -> own.failure() != null || own.waiting() < batchSize);
    }

    /** Says what keeps arms from learning; nothing if all is well. */
    List<String> failures() {
        return Stream.concat(
                        Stream.ofNullable(problem),
                        arms.stream().filter(own -> own.failure() != null).map(own -> own.arm() + ": " + own.failure()))
                .toList();
    }

    OptionalLong examples(String arm) {
        return arms.stream()
                .filter(own -> own.arm().equals(arm))
                .mapToLong(Arm::examples)
                .findFirst();
    }
}
