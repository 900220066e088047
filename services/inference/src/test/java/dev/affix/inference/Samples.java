package dev.affix.inference;

import dev.affix.contracts.AdapterPublished;
import dev.affix.contracts.Arm;
import dev.affix.contracts.Experiment;
import dev.affix.contracts.Generation;
import dev.affix.contracts.Hyperparameters;
import dev.affix.contracts.Lineage;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/** Small records for tests. */
public final class Samples {
    public static final String BACKBONE = "b".repeat(64);
    public static final List<String> LABELS = List.of("noun", "verb", "adjective");
    private static final Hyperparameters TUNING = new Hyperparameters("no-share", 4, 0, 0.01, 0.01, 0, 1, 8, 1);

    private Samples() {}

    public static Experiment experiment(String name, Experiment.Mode mode, String... arms) {
        return experiment(name, mode, LABELS, arms);
    }

    public static Experiment experiment(String name, Experiment.Mode mode, List<String> labels, String... arms) {
        return new Experiment(
                name,
                "task",
                labels,
                Stream.of(arms).map(arm -> new Arm(arm, TUNING)).toList(),
                Experiment.Score.ACCURACY,
                0.01,
                0.05,
                mode,
                100,
                null,
                Experiment.Status.RUNNING,
                Instant.EPOCH);
    }

    /** Returns a paired experiment whose arms generate texts. */
    public static Experiment generating(String name, int maxTokens, String... arms) {
        return generating(name, new Generation(maxTokens, List.of()), arms);
    }

    public static Experiment generating(String name, Generation generation, String... arms) {
        return new Experiment(
                name,
                "task",
                List.of(),
                Stream.of(arms).map(arm -> new Arm(arm, TUNING)).toList(),
                Experiment.Score.CHRF,
                0.01,
                0.05,
                Experiment.Mode.PAIRED,
                100,
                null,
                null,
                generation,
                Experiment.Status.RUNNING,
                Instant.EPOCH);
    }

    public static AdapterPublished version(String adapter, long version, String digest) {
        return version(adapter, version, digest, LABELS, BACKBONE);
    }

    public static AdapterPublished version(
            String adapter, long version, String digest, List<String> labels, String backbone) {
        String[] names = adapter.split("/", 2);
        return new AdapterPublished(
                adapter,
                version,
                digest,
                10,
                "{}",
                labels,
                new Lineage(names[0], names[1], TUNING, null, backbone, "affix.scored.v1", List.of(), 0, 0),
                Instant.EPOCH);
    }

    /** Returns a digest that is easy to tell from others. */
    public static String digest(int number) {
        return String.format("%064x", number);
    }
}
