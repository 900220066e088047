package dev.affix.training.engine;

import dev.affix.contracts.Arm;
import dev.affix.contracts.DeadLetter;
import dev.affix.contracts.Experiment;
import dev.affix.contracts.InvalidRecordException;
import dev.affix.contracts.ScoredExample;
import dev.affix.prefix.backbone.BackboneWeights;
import dev.affix.prefix.engine.Backbone;
import dev.affix.prefix.engine.EngineSettings;
import dev.affix.prefix.tokenizer.TextTokenizer;
import dev.affix.prefix.training.Example;
import dev.affix.prefix.training.PrefixTrainer;
import dev.affix.prefix.training.TrainingSettings;
import dev.affix.prefix.variant.Variant;
import dev.affix.training.tuning.ArmTrainer;
import dev.affix.training.tuning.ArmTrainers;
import java.util.Optional;

/** Trainers of the prefix library on one backbone. Thread-safe. */
public final class PrefixTrainers implements ArmTrainers, AutoCloseable {
    /** Rows per pass of a step: the preset's, as it decides in what order gradients are summed. */
    private static final int MICRO_BATCH =
            TrainingSettings.preset(Variant.NO_SHARE, 0).microBatchSize();

    private final Backbone backbone;
    private final TextTokenizer tokenizer;
    private final int maxTokens;
    private final String settings;

    /**
     * Uploads the backbone.
     *
     * @param maxTokens tokens of a text that the model reads
     * @throws RuntimeException if the device or the tokenizer cannot be used
     */
    public PrefixTrainers(BackboneWeights weights, EngineSettings engine, int maxTokens) {
        this.tokenizer = new TextTokenizer(weights, maxTokens);
        this.backbone = Backbone.open(weights, engine);
        this.maxTokens = maxTokens;
        this.settings = "tokens " + maxTokens + ", " + engine + ", rows per pass " + MICRO_BATCH;
    }

    @Override
    public String backboneDigest() {
        return backbone.digest();
    }

    @Override
    public String settings() {
        return settings;
    }

    @Override
    public void check(Experiment experiment) throws InvalidRecordException {
        for (int i = 0; i < experiment.arms().size(); i++) {
            Arm arm = experiment.arms().get(i);
            String path = "arms[" + i + "].hyperparameters";
            try {
                Variant.of(arm.hyperparameters().variant());
            } catch (IllegalArgumentException e) {
                throw refused(experiment, path + ".variant", e);
            }
            try {
                requireRoom(ArmSettings.of(arm.hyperparameters(), MICRO_BATCH));
            } catch (IllegalArgumentException e) {
                throw refused(experiment, path, e);
            }
        }
    }

    @Override
    public ArmTrainer create(Experiment experiment, Arm arm) {
        return new PrefixArmTrainer(PrefixTrainer.create(
                backbone, ArmSettings.of(arm.hyperparameters(), MICRO_BATCH), experiment.labels()));
    }

    @Override
    public ArmTrainer restore(byte[] state) {
        return new PrefixArmTrainer(PrefixTrainer.restore(backbone, state));
    }

    @Override
    public Optional<Example> example(Experiment experiment, ScoredExample record) throws InvalidRecordException {
        if (!record.answeredBy(experiment.name())) {
            return Optional.empty();
        }
        int label = experiment.labels().indexOf(record.label());
        if (label < 0) {
            throw new InvalidRecordException(
                    DeadLetter.Reason.UNKNOWN_LABEL,
                    "label",
                    "ScoredExample: field 'label' is '" + record.label() + "', none of the "
                            + experiment.labels().size() + " labels of experiment " + experiment.name()
                            + ", whose arms answered it");
        }
        return Optional.of(new Example(tokenizer.encode(record.text()), label));
    }

    @Override
    public void close() {
        tokenizer.close();
        backbone.close();
    }

    /** Refuses positions that would leave a text fewer tokens than this service reads. */
    private void requireRoom(TrainingSettings tuned) {
        int first = tuned.parameterization().firstPosition();
        int positions = backbone.config().maxPositions();
        if (first + maxTokens > positions) {
            throw new IllegalArgumentException(
                    "prefixLength is " + first + " with positions 'after-prefix', so that texts of "
                            + maxTokens + " tokens would end at position " + (first + maxTokens) + " of the backbone's "
                            + positions + "; it must be at most " + (positions - maxTokens));
        }
    }

    private static InvalidRecordException refused(
            Experiment experiment, String field, IllegalArgumentException problem) {
        return new InvalidRecordException(
                DeadLetter.Reason.INVALID_VALUE,
                field,
                "Experiment " + experiment.name() + ": field '" + field + "': " + problem.getMessage());
    }
}
