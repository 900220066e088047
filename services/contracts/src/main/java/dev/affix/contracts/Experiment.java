package dev.affix.contracts;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Arms on the same task, compared; value of {@link Topics#EXPERIMENTS}, keyed by name.
 *
 * @param name unique name
 * @param task name of the labelling task
 * @param labels the task's labels; their order is the order of probabilities everywhere. None, or left out, where arms generate texts
 * @param arms the contestants, at least one; the first is the control and the one served in {@code paired} mode
 * @param primaryScore what decides
 * @param margin differences up to this size count as equivalent, in units of the score
 * @param alpha probability of a false verdict, over the whole life of a comparison
 * @param mode whether every arm answers every request
 * @param publishEvery a version is published after each multiple of this many examples
 * @param backbone SHA-256 of the backbone's weights, if the experiment insists on one
 * @param segmentBy name of the request attribute by whose values scores are also kept apart, if any
 * @param generation how arms go on with a request's text, which is then the answer; null where they answer with labels
 * @param status whether it runs
 * @param createdAt when it was created; set by the registry
 */
public record Experiment(
        String name,
        String task,
        List<String> labels,
        List<Arm> arms,
        Score primaryScore,
        double margin,
        double alpha,
        Mode mode,
        int publishEvery,
        @Nullable String backbone,
        @Nullable String segmentBy,
        @Nullable Generation generation,
        @Nullable Status status,
        @Nullable Instant createdAt) {
    /** Limit of labels. */
    public static final int MAX_LABELS = 1000;
    /** Limit of arms. */
    public static final int MAX_ARMS = 16;

    /** What an arm is scored by. Greater is better, and every score is in [0, 1]. */
    public enum Score {
        /** 1 if the most probable label is the true one, else 0. */
        @JsonProperty("accuracy")
        ACCURACY,
        /** 1 minus {@link ArmScore#brier}. */
        @JsonProperty("brier")
        BRIER,
        /** Of texts: 1 if the words are those of the reference, else 0. */
        @JsonProperty("exact-match")
        EXACT_MATCH,
        /** Of texts: {@link TextScore#rougeL}. */
        @JsonProperty("rouge-l")
        ROUGE_L,
        /** Of texts: {@link TextScore#chrf}. */
        @JsonProperty("chrf")
        CHRF;

        /** Returns whether it scores generated texts, not labels. */
        public boolean ofTexts() {
            return this != ACCURACY && this != BRIER;
        }
    }

    /** Who answers a request. */
    public enum Mode {
        /** Every arm. */
        @JsonProperty("paired")
        PAIRED,
        /** The arm that the unit's hash chooses. */
        @JsonProperty("split")
        SPLIT
    }

    /** Where an experiment is in its life. */
    public enum Status {
        /** Its arms answer and learn. */
        @JsonProperty("running")
        RUNNING,
        /** Over: nothing of it changes any more. */
        @JsonProperty("stopped")
        STOPPED
    }

    public Experiment {
        Check.name(name, "name");
        Check.name(task, "task");
        if (generation == null) {
            labels = Check.notEmptyList(labels, "labels");
            Check.within(labels.size(), 2, MAX_LABELS, "labels.size");
        } else {
            labels = labels == null ? List.of() : Check.list(labels, "labels");
            if (!labels.isEmpty()) {
                throw Check.invalid("labels", "has labels beside 'generation'; arms answer with one of the two");
            }
        }
        HashSet<String> seenLabels = new HashSet<>();
        for (int i = 0; i < labels.size(); i++) {
            Check.text(labels.get(i), "labels[" + i + "]", LabelEvent.MAX_LABEL_LENGTH);
            if (!seenLabels.add(labels.get(i))) {
                throw Check.invalid("labels[" + i + "]", "repeats '" + labels.get(i) + "'");
            }
        }
        arms = Check.notEmptyList(arms, "arms");
        Check.within(arms.size(), 1, MAX_ARMS, "arms.size");
        HashSet<String> seenArms = new HashSet<>();
        for (int i = 0; i < arms.size(); i++) {
            if (!seenArms.add(arms.get(i).name())) {
                throw Check.invalid(
                        "arms[" + i + "].name", "repeats '" + arms.get(i).name() + "'");
            }
        }
        Check.present(primaryScore, "primaryScore");
        if (primaryScore.ofTexts() != (generation != null)) {
            throw Check.invalid(
                    "primaryScore",
                    "is of "
                            + (generation == null
                                    ? "texts, but arms answer with labels"
                                    : "labels, but arms generate texts"));
        }
        Check.within(margin, 0, 1, "margin");
        Check.within(alpha, 1e-12, 0.5, "alpha");
        Check.present(mode, "mode");
        Check.atLeast(publishEvery, 1, "publishEvery");
        if (backbone != null) {
            Check.digest(backbone, "backbone");
        }
        if (segmentBy != null) {
            Check.name(segmentBy, "segmentBy");
        }
    }

    /** An experiment whose arms answer with labels, without segments. */
    public Experiment(
            String name,
            String task,
            List<String> labels,
            List<Arm> arms,
            Score primaryScore,
            double margin,
            double alpha,
            Mode mode,
            int publishEvery,
            @Nullable String backbone,
            @Nullable Status status,
            @Nullable Instant createdAt) {
        this(
                name,
                task,
                labels,
                arms,
                primaryScore,
                margin,
                alpha,
                mode,
                publishEvery,
                backbone,
                null,
                null,
                status,
                createdAt);
    }

    /** Returns whether arms answer with texts, not with labels. */
    public boolean generates() {
        return generation != null;
    }

    /** Returns whether the experiment runs. */
    public boolean running() {
        return status == Status.RUNNING;
    }

    /** Returns the arm of that name. */
    public Optional<Arm> arm(String armName) {
        for (Arm arm : arms) {
            if (arm.name().equals(armName)) {
                return Optional.of(arm);
            }
        }
        return Optional.empty();
    }

    /** Returns the name of an arm's adapter, under which its versions are published. */
    public String adapter(Arm arm) {
        return name + "/" + arm.name();
    }

    /** Returns the same experiment with another status and creation time. */
    public Experiment with(Status newStatus, @Nullable Instant newCreatedAt) {
        return new Experiment(
                name,
                task,
                labels,
                arms,
                primaryScore,
                margin,
                alpha,
                mode,
                publishEvery,
                backbone,
                segmentBy,
                generation,
                newStatus,
                newCreatedAt);
    }
}
