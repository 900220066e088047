package dev.affix.training.tuning;

import dev.affix.contracts.Arm;
import dev.affix.contracts.Experiment;
import dev.affix.contracts.InvalidRecordException;
import dev.affix.contracts.ScoredExample;
import dev.affix.prefix.training.Example;
import java.util.Optional;

/** Makes trainers on one backbone, and the examples they take. Thread-safe. */
public interface ArmTrainers {
    /** Returns the SHA-256 of the backbone's weights, in hexadecimal. */
    String backboneDigest();

    /** Returns what else decides a trainer's bytes besides experiment, backbone and examples, such as the token limit. */
    String settings();

    /**
     * Checks that every arm can be tuned here.
     *
     * @throws InvalidRecordException naming the first field that makes it impossible
     */
    void check(Experiment experiment) throws InvalidRecordException;

    /** Makes the trainer of an arm that has learned nothing. */
    ArmTrainer create(Experiment experiment, Arm arm);

    /**
     * Makes a trainer go on.
     *
     * @param state what {@link ArmTrainer#state} returned
     * @throws RuntimeException if the bytes are no such state, or of another backbone
     */
    ArmTrainer restore(byte[] state);

    /**
     * Returns a record as an example of an experiment; empty if the experiment's arms did not answer it.
     *
     * @throws InvalidRecordException if they did, but its label is none of the experiment's
     */
    Optional<Example> example(Experiment experiment, ScoredExample record) throws InvalidRecordException;
}
