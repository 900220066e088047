package dev.affix.metrics.testing;

import dev.affix.contracts.AdapterPublished;
import dev.affix.contracts.AnswerCost;
import dev.affix.contracts.Arm;
import dev.affix.contracts.ArmAnswer;
import dev.affix.contracts.Experiment;
import dev.affix.contracts.Generation;
import dev.affix.contracts.Hyperparameters;
import dev.affix.contracts.LabelEvent;
import dev.affix.contracts.Lineage;
import dev.affix.contracts.Prediction;
import dev.affix.contracts.Served;
import dev.affix.contracts.SourcePosition;
import dev.affix.contracts.Topics;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Records of a small experiment: labels x, y and z. */
public final class Records {
    public static final String EXPERIMENT = "tiny";
    public static final List<String> LABELS = List.of("x", "y", "z");
    public static final Instant TIME = Instant.parse("2026-11-23T15:00:00Z");

    private Records() {}

    public static String digest(String arm, long version) {
        return String.format("%064x", Integer.toUnsignedLong((arm + version).hashCode()));
    }

    public static Hyperparameters hyperparameters(String variant) {
        return new Hyperparameters(variant, 4, 8, 1e-3, 1e-2, 0, 1, 16, 7L);
    }

    public static Experiment experiment(String... arms) {
        return experiment(EXPERIMENT, LABELS, Experiment.Mode.PAIRED, Experiment.Score.ACCURACY, arms);
    }

    public static Experiment experiment(
            String name, List<String> labels, Experiment.Mode mode, Experiment.Score score, String... arms) {
        return experiment(name, labels, mode, score, null, null, arms);
    }

    /** Whose arms generate texts, segmented by language. */
    public static Experiment generating(String name, Experiment.Mode mode, Experiment.Score score, String... arms) {
        return experiment(name, List.of(), mode, score, "language", new Generation(32, List.of()), arms);
    }

    private static Experiment experiment(
            String name,
            List<String> labels,
            Experiment.Mode mode,
            Experiment.Score score,
            @Nullable String segmentBy,
            @Nullable Generation generation,
            String... arms) {
        return new Experiment(
                name,
                "letters",
                labels,
                List.of(arms).stream()
                        .map(arm -> new Arm(arm, hyperparameters(arm)))
                        .toList(),
                score,
                0.01,
                0.05,
                mode,
                64,
                null,
                segmentBy,
                generation,
                Experiment.Status.RUNNING,
                TIME);
    }

    /** The texts that arms generated, by arm, for a request with attributes. */
    public static Prediction generated(
            String id, String experiment, Map<String, String> texts, Map<String, String> attributes) {
        Prediction without = prediction(
                id,
                texts.entrySet().stream()
                        .map(text -> ArmAnswer.ofText(
                                experiment, text.getKey(), digest(text.getKey(), 1), 1, text.getValue(), null))
                        .toList());
        return described(without, attributes, new AnswerCost(10, 20, 1, 5));
    }

    /** A prediction of version 1 of each arm; {@code answers} says which label each arm takes for true. */
    public static Prediction prediction(String id, Map<String, String> answers) {
        return prediction(id, EXPERIMENT, LABELS, 1, answers);
    }

    public static Prediction prediction(
            String id, String experiment, List<String> labels, long version, Map<String, String> answers) {
        return prediction(id, answers(experiment, labels, version, answers));
    }

    public static Prediction prediction(String id, List<ArmAnswer> answers) {
        String experiment = answers.get(0).experiment();
        return new Prediction(
                id,
                "text of " + id,
                null,
                new SourcePosition(0, 1),
                "ab".repeat(32),
                answers,
                List.of(new Served(experiment, answers.get(0).arm())),
                TIME);
    }

    /** The same experiment, segmented by a request attribute. */
    public static Experiment segmented(Experiment without, String attribute) {
        return new Experiment(
                without.name(),
                without.task(),
                without.labels(),
                without.arms(),
                without.primaryScore(),
                without.margin(),
                without.alpha(),
                without.mode(),
                without.publishEvery(),
                without.backbone(),
                attribute,
                without.generation(),
                without.status(),
                without.createdAt());
    }

    /** The same prediction of a request with attributes, every answer of which took the same. */
    public static Prediction described(Prediction without, Map<String, String> attributes, AnswerCost cost) {
        return new Prediction(
                without.requestId(),
                without.text(),
                without.unit(),
                attributes,
                without.source(),
                without.backbone(),
                without.answers().stream()
                        .map(answer -> new ArmAnswer(
                                answer.experiment(),
                                answer.arm(),
                                answer.digest(),
                                answer.version(),
                                answer.label(),
                                answer.logProbabilities(),
                                cost,
                                answer.text()))
                        .toList(),
                without.served(),
                without.predictedAt());
    }

    /** A prediction of one arm for a request with a unit. */
    public static Prediction prediction(String id, @Nullable String unit, String arm, String answer) {
        Prediction without = prediction(id, Map.of(arm, answer));
        return new Prediction(
                id,
                without.text(),
                unit,
                without.source(),
                without.backbone(),
                without.answers(),
                without.served(),
                without.predictedAt());
    }

    public static List<ArmAnswer> answers(
            String experiment, List<String> labels, long version, Map<String, String> answers) {
        List<ArmAnswer> all = new ArrayList<>();
        answers.forEach((arm, label) ->
                all.add(new ArmAnswer(experiment, arm, digest(arm, version), version, label, sure(labels, label))));
        return all;
    }

    /** 0.8 for one label, the rest evenly. */
    public static List<Float> sure(List<String> labels, String of) {
        List<Float> logs = new ArrayList<>();
        for (String label : labels) {
            logs.add((float) Math.log(label.equals(of) ? 0.8 : 0.2 / (labels.size() - 1)));
        }
        return logs;
    }

    public static LabelEvent label(String id, String label) {
        return new LabelEvent(id, label, null);
    }

    public static AdapterPublished published(String arm, long version, long examples) {
        return new AdapterPublished(
                EXPERIMENT + "/" + arm,
                version,
                digest(arm, version),
                1234,
                "{}",
                LABELS,
                new Lineage(
                        EXPERIMENT,
                        arm,
                        hyperparameters(arm),
                        null,
                        "ab".repeat(32),
                        Topics.Names.SCORED,
                        List.of(),
                        examples,
                        examples / 16),
                TIME.plusSeconds(examples));
    }
}
