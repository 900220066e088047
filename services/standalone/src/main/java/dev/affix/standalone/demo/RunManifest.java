package dev.affix.standalone.demo;

import dev.affix.datasets.Dataset;
import dev.affix.standalone.CommandFailure;
import dev.affix.standalone.replay.RequestIds;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What a data directory is for; fixed by its first run.
 *
 * @param dataset name of the data set and of the experiment
 * @param datasetDigest SHA-256 of its texts and labels
 * @param seed seed of order, delays and weights
 * @param variants the arms
 * @param partitions partitions of the topics keyed by request id
 * @param publishEvery examples between two versions
 */
record RunManifest(
        String dataset, String datasetDigest, long seed, List<String> variants, int partitions, int publishEvery) {

    static RunManifest of(Dataset dataset, DemoSettings settings) {
        return new RunManifest(
                dataset.name(),
                dataset.digest(),
                settings.seed(),
                settings.arms().stream().map(ArmPreset::label).toList(),
                settings.partitions(),
                settings.publishEvery());
    }

    RequestIds requestIds() {
        return RequestIds.of(dataset, seed);
    }

    /**
     * Checks that a run fits what is in its data directory already.
     *
     * @throws CommandFailure naming every difference
     */
    void requireSame(RunManifest asked, Path directory) {
        List<String> differences = new ArrayList<>();
        compare(differences, "data set", dataset, asked.dataset);
        if (dataset.equals(asked.dataset) && !datasetDigest.equals(asked.datasetDigest)) {
            differences.add("other content of data set " + dataset);
        }
        compare(differences, "--seed", seed, asked.seed);
        compare(differences, "--variants", String.join(",", variants), String.join(",", asked.variants));
        compare(differences, "--partitions", partitions, asked.partitions);
        compare(differences, "--publish-every", publishEvery, asked.publishEvery);
        if (!differences.isEmpty()) {
            throw CommandFailure.usage(directory + " holds another run: " + String.join("; ", differences)
                    + ". Use the same options to continue it, choose another --data-dir, or delete the directory.");
        }
    }

    private static void compare(List<String> differences, String what, Object before, Object asked) {
        if (!before.equals(asked)) {
            differences.add(what + " was " + before + ", now " + asked);
        }
    }
}
