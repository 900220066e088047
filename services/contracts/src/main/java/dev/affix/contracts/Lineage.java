package dev.affix.contracts;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where an adapter version came from: enough to make the same bytes again.
 *
 * @param experiment the experiment whose arm it is
 * @param arm the arm
 * @param hyperparameters variant, rates, sizes and seed
 * @param parent digest of the version before it, null for the first
 * @param backbone SHA-256 of the backbone's weights
 * @param topic the topic of the examples
 * @param offsets the examples it learned from, all since the beginning
 * @param examples how many they are
 * @param steps how many optimizer steps they made
 */
public record Lineage(
        String experiment,
        String arm,
        Hyperparameters hyperparameters,
        @Nullable String parent,
        String backbone,
        String topic,
        List<OffsetRange> offsets,
        long examples,
        long steps) {
    public Lineage {
        Check.name(experiment, "experiment");
        Check.name(arm, "arm");
        Check.present(hyperparameters, "hyperparameters");
        if (parent != null) {
            Check.digest(parent, "parent");
        }
        Check.digest(backbone, "backbone");
        Check.text(topic, "topic", 249);
        offsets = Check.list(offsets, "offsets");
        Check.atLeast(examples, 0, "examples");
        Check.atLeast(steps, 0, "steps");
    }
}
