package dev.affix.contracts;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One complete record of each topic. */
final class Samples {
    static final String DIGEST = "0123456789abcdef".repeat(4);
    static final Instant TIME = Instant.parse("2026-11-23T15:00:00.123Z");
    static final SourcePosition POSITION = new SourcePosition(1, 42);
    static final Hyperparameters HYPERPARAMETERS = new Hyperparameters("deep-share", 16, 48, 1e-3, 1e-2, 0, 1, 16, 7L);

    /** With every axis other than the preset's. */
    static final Hyperparameters ALL_AXES = new Hyperparameters(
            "deep-share",
            16,
            0,
            1e-3,
            1e-2,
            0.01,
            1,
            16,
            7L,
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

    private Samples() {}

    static Experiment experiment() {
        return experiment(HYPERPARAMETERS);
    }

    static Experiment experiment(Hyperparameters tuned) {
        return experiment(List.of("noun.act", "noun.animal"), tuned, Experiment.Score.ACCURACY, null);
    }

    /** Whose arms generate texts. */
    static Experiment generating() {
        return experiment(List.of(), HYPERPARAMETERS, Experiment.Score.CHRF, new Generation(32, List.of("\n")));
    }

    private static Experiment experiment(
            List<String> labels, Hyperparameters tuned, Experiment.Score score, @Nullable Generation generation) {
        return new Experiment(
                "wordnet",
                "wordnet-lexnames",
                labels,
                List.of(new Arm("deep-share", tuned)),
                score,
                0.01,
                0.05,
                Experiment.Mode.PAIRED,
                100,
                DIGEST,
                "language",
                generation,
                Experiment.Status.RUNNING,
                TIME);
    }

    static Verdict verdict() {
        return new Verdict(
                "wordnet",
                "a",
                "b",
                Experiment.Score.ACCURACY,
                12,
                0.1,
                -0.05,
                0.25,
                1.5,
                -0.5,
                0.05,
                0.01,
                Verdict.Outcome.UNDECIDED,
                List.of(POSITION),
                TIME);
    }

    static AdapterPublished published() {
        return published(HYPERPARAMETERS);
    }

    static AdapterPublished published(Hyperparameters tuned) {
        return new AdapterPublished(
                "wordnet/deep-share",
                3,
                DIGEST,
                1234,
                "{\"peft_type\": \"PREFIX_TUNING\"}",
                List.of("noun.act", "noun.animal"),
                new Lineage(
                        "wordnet",
                        "deep-share",
                        tuned,
                        DIGEST,
                        DIGEST,
                        Topics.Names.SCORED,
                        List.of(new OffsetRange(0, 0, 96)),
                        96,
                        6),
                TIME);
    }

    /** A version that names no label. */
    static AdapterPublished headless() {
        AdapterPublished version = published();
        return new AdapterPublished(
                version.adapter(),
                version.version(),
                version.digest(),
                version.size(),
                version.config(),
                List.of(),
                version.lineage(),
                TIME);
    }

    static AliasMoved aliasMoved() {
        return new AliasMoved("champion", DIGEST, DIGEST, verdict(), TIME);
    }

    /** Records by the file name of their schema. */
    static Map<String, List<Object>> bySchema() {
        Map<String, List<Object>> records = new LinkedHashMap<>();
        records.put(
                "inference-request",
                List.of(
                        new InferenceRequest(
                                "r-1",
                                "a small furry animal",
                                "user-9",
                                "wordnet",
                                Map.of("language", "en", "channel", "mail")),
                        new InferenceRequest("r-2", "an act", null, null)));
        records.put(
                "prediction",
                List.of(
                        new Prediction(
                                "r-1",
                                "a small furry animal",
                                null,
                                Map.of("language", "en"),
                                POSITION,
                                DIGEST,
                                List.of(new ArmAnswer(
                                        "wordnet",
                                        "deep-share",
                                        DIGEST,
                                        3,
                                        "noun.animal",
                                        List.of(-2.5f, -0.085f),
                                        new AnswerCost(120, 3400, 32, 6))),
                                List.of(new Served("wordnet", "deep-share")),
                                TIME),
                        new Prediction(
                                "r-2",
                                "Once upon a time",
                                null,
                                POSITION,
                                DIGEST,
                                List.of(
                                        ArmAnswer.ofText(
                                                "summaries",
                                                "deep-share",
                                                DIGEST,
                                                3,
                                                " there was",
                                                new AnswerCost(1, 2, 1, 4)),
                                        ArmAnswer.ofText("summaries", "no-share", DIGEST, 1, "", null)),
                                List.of(new Served("summaries", "deep-share")),
                                TIME)));
        records.put(
                "label-event",
                List.of(new LabelEvent("r-1", "noun.animal", TIME), new LabelEvent("r-1", "noun.animal", null)));
        records.put(
                "scored-example",
                List.of(
                        new ScoredExample(
                                "r-1",
                                "a small furry animal",
                                "noun.animal",
                                POSITION,
                                List.of(new ArmScore(
                                        "wordnet", "deep-share", DIGEST, 3, "noun.animal", true, 0.085, 0.006)),
                                TIME,
                                TIME),
                        new ScoredExample(
                                "r-2",
                                "Once upon a time",
                                "there was a dog",
                                POSITION,
                                List.of(
                                        new ArmScore(
                                                "summaries",
                                                "deep-share",
                                                DIGEST,
                                                3,
                                                " there was",
                                                false,
                                                null,
                                                null,
                                                new TextScore(0.6, 0.55, List.of(2, 1, 0, 0), 2, 4)),
                                        new ArmScore(
                                                "summaries",
                                                "no-share",
                                                DIGEST,
                                                1,
                                                "",
                                                false,
                                                null,
                                                null,
                                                new TextScore(0, 0, List.of(0, 0, 0, 0), 0, 4))),
                                TIME,
                                TIME)));
        records.put(
                "adapter-event",
                List.of(
                        published(),
                        published(ALL_AXES),
                        headless(),
                        aliasMoved(),
                        new AliasMoved("champion", DIGEST, null, null, TIME)));
        records.put("experiment", List.of(experiment(), experiment(ALL_AXES), generating()));
        records.put("verdict", List.of(verdict()));
        records.put(
                "replica-report",
                List.of(new ReplicaReport(
                        "inference-7",
                        12,
                        3,
                        List.of(DIGEST),
                        List.of(new ReplicaReport.RefusedVersion(DIGEST, "wrong-digest")),
                        TIME)));
        return records;
    }

    /** The class that reads each schema's records. */
    static final Map<String, Class<?>> TYPES = Map.of(
            "inference-request", InferenceRequest.class,
            "prediction", Prediction.class,
            "label-event", LabelEvent.class,
            "scored-example", ScoredExample.class,
            "adapter-event", AdapterEvent.class,
            "experiment", Experiment.class,
            "replica-report", ReplicaReport.class,
            "verdict", Verdict.class);
}
