package dev.affix.training;

import dev.affix.contracts.Arm;
import dev.affix.contracts.ArmScore;
import dev.affix.contracts.Experiment;
import dev.affix.contracts.Hyperparameters;
import dev.affix.contracts.Initialization;
import dev.affix.contracts.Schedule;
import dev.affix.contracts.ScoredExample;
import dev.affix.contracts.SourcePosition;
import java.time.Instant;
import java.util.List;

/** Records for tests. */
public final class Samples {
    public static final Instant TIME = Instant.parse("2026-11-23T15:00:00Z");
    public static final List<String> LABELS = List.of("animal", "plant", "number");
    public static final String DIGEST = "0123456789abcdef".repeat(4);

    private Samples() {}

    public static Arm arm(String variant, int batchSize) {
        int prefix = variant.equals("linear-probe") ? 0 : 2;
        return new Arm(
                variant, new Hyperparameters(variant, prefix, 4, 1e-2, 1e-2, 0, 1, batchSize, variant.hashCode()));
    }

    /** An arm that is far from every variant, with dropout. */
    public static Arm armWithAxes(int batchSize) {
        return new Arm(
                "own-axes",
                new Hyperparameters(
                        "deep-share",
                        2,
                        0,
                        1e-2,
                        2e-2,
                        0.01,
                        1,
                        batchSize,
                        7,
                        Hyperparameters.Sharing.SEPARATE_MLP,
                        Hyperparameters.Depth.FIRST,
                        Hyperparameters.MlpScope.PER_LAYER,
                        Hyperparameters.MlpDepth.LINEAR,
                        Hyperparameters.Entry.HIDDEN,
                        Hyperparameters.Positions.AFTER_PREFIX,
                        0.2,
                        new Initialization(Initialization.Vectors.UNIFORM_VPT, 768, Initialization.Mlp.PYTORCH_LINEAR),
                        Hyperparameters.Optimizer.SGD,
                        5e-3,
                        new Schedule(Schedule.Kind.COSINE, 1, 10)));
    }

    public static Experiment experiment(String name, int publishEvery, Arm... arms) {
        return new Experiment(
                name,
                "kinds",
                LABELS,
                List.of(arms),
                Experiment.Score.ACCURACY,
                0.01,
                0.05,
                Experiment.Mode.PAIRED,
                publishEvery,
                null,
                Experiment.Status.RUNNING,
                TIME);
    }

    /** The i-th example of a small task: its text names its label. */
    public static ScoredExample scored(String experiment, int i) {
        String label = LABELS.get(i * 7 % LABELS.size());
        return scored(experiment, "r-" + i, "the " + label + " of example " + i, label);
    }

    public static ScoredExample scored(String experiment, String id, String text, String label) {
        return new ScoredExample(
                id,
                text,
                label,
                new SourcePosition(0, 0),
                List.of(new ArmScore(experiment, "a", DIGEST, 1, "animal", true, 1.0, 0.5)),
                TIME,
                TIME);
    }
}
