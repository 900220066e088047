package dev.affix.training.checkpoint;

import dev.affix.contracts.Arm;
import dev.affix.contracts.Experiment;
import dev.affix.contracts.Json;
import java.util.List;

/**
 * What a checkpoint is of. One with another identity is of no use: the experiment would learn something else.
 *
 * @param experiment the name
 * @param content SHA-256 of labels, arms and the interval of publication
 * @param backbone SHA-256 of the backbone's weights
 * @param settings what else decides the bytes, such as the token limit
 * @param topicId the id that the broker gave the topic of scored examples when it was created
 * @param partitions its partitions
 */
public record Identity(
        String experiment, String content, String backbone, String settings, String topicId, int partitions) {
    /** Returns the identity of an experiment's checkpoints. */
    public static Identity of(Experiment experiment, String backbone, String settings, String topicId, int partitions) {
        byte[] content = Json.write(new Content(experiment));
        return new Identity(experiment.name(), Digests.sha256(content), backbone, settings, topicId, partitions);
    }

    private record Content(List<String> labels, List<Arm> arms, int publishEvery) {
        Content(Experiment experiment) {
            this(experiment.labels(), experiment.arms(), experiment.publishEvery());
        }
    }
}
