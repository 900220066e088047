package dev.affix.standalone.demo;

import java.util.List;
import java.util.OptionalLong;

/**
 * What the launcher reads of training's account of an experiment.
 *
 * @param name the experiment
 * @param unread scored examples that it has not read yet
 * @param arms its arms
 */
record TrainingProgress(String name, long unread, List<Arm> arms) {
    /** An arm and the examples it learned from. */
    record Arm(String arm, long examples) {}

    OptionalLong examples(String arm) {
        return arms.stream()
                .filter(own -> own.arm().equals(arm))
                .mapToLong(Arm::examples)
                .findFirst();
    }
}
