package dev.affix.registry;

import dev.affix.contracts.Arm;
import dev.affix.contracts.Experiment;
import dev.affix.contracts.Hyperparameters;
import dev.affix.contracts.Initialization;
import dev.affix.contracts.Lineage;
import dev.affix.contracts.OffsetRange;
import dev.affix.contracts.PublishVersion;
import dev.affix.contracts.Schedule;
import dev.affix.contracts.SourcePosition;
import dev.affix.contracts.Verdict;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;

/** Records that the tests send. */
final class Samples {
    static final String BACKBONE = digest("backbone".getBytes(StandardCharsets.UTF_8));

    private Samples() {}

    static Hyperparameters hyperparameters(String variant) {
        return new Hyperparameters(variant, 8, 48, 3e-3, 1e-3, 0.01, 1.0, 16, 7);
    }

    static PublishVersion version(byte[] blob) {
        return version(blob, hyperparameters("no-share"));
    }

    static PublishVersion version(byte[] blob, Hyperparameters tuned) {
        return new PublishVersion(
                digest(blob),
                "{\"peft_type\":\"PREFIX_TUNING\",\"num_virtual_tokens\":8}",
                List.of("noun.act", "naïve \u0000 label"),
                new Lineage(
                        "wordnet",
                        "no-share",
                        tuned,
                        null,
                        BACKBONE,
                        "affix.scored.v1",
                        List.of(new OffsetRange(0, 0, 100), new OffsetRange(1, 0, 1L << 40)),
                        100,
                        6));
    }

    static Experiment experiment(String name) {
        return experiment(name, new Arm("no-share", hyperparameters("no-share")));
    }

    static Experiment experiment(String name, Arm challenger) {
        return new Experiment(
                name,
                "wordnet-lexnames",
                List.of("noun.act", "verb.motion"),
                List.of(new Arm("linear-probe", hyperparameters("linear-probe")), challenger),
                Experiment.Score.ACCURACY,
                0.01,
                0.05,
                Experiment.Mode.PAIRED,
                50,
                null,
                null,
                null);
    }

    /** Nothing but the variant's name and sizes is the preset's. */
    static Hyperparameters withAxes() {
        return new Hyperparameters(
                "deep-share",
                8,
                0,
                3e-3,
                1e-3,
                0.01,
                1.0,
                16,
                7,
                Hyperparameters.Sharing.SEPARATE_MLP,
                Hyperparameters.Depth.FIRST,
                Hyperparameters.MlpScope.PER_LAYER,
                Hyperparameters.MlpDepth.LINEAR,
                Hyperparameters.Entry.HIDDEN,
                Hyperparameters.Positions.AFTER_PREFIX,
                0.1,
                new Initialization(Initialization.Vectors.UNIFORM_VPT, 768, Initialization.Mlp.PYTORCH_LINEAR),
                Hyperparameters.Optimizer.SGD,
                5e-4,
                new Schedule(Schedule.Kind.COSINE, 10, 100));
    }

    static Verdict verdict(String experiment, long examples, Instant decidedAt) {
        return new Verdict(
                experiment,
                "linear-probe",
                "no-share",
                Experiment.Score.ACCURACY,
                examples,
                -0.08,
                -0.12,
                -0.04,
                -1e-17,
                12.5,
                0.05,
                0.01,
                Verdict.Outcome.B_BETTER,
                List.of(new SourcePosition(0, examples)),
                decidedAt);
    }

    static String digest(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    static byte[] blob(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
