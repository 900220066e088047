package dev.affix.training.engine;

import dev.affix.contracts.Hyperparameters;
import dev.affix.prefix.training.Optimizer;
import dev.affix.prefix.training.Schedule;
import dev.affix.prefix.training.TrainingSettings;
import dev.affix.prefix.variant.Depth;
import dev.affix.prefix.variant.Entry;
import dev.affix.prefix.variant.Initialization;
import dev.affix.prefix.variant.MlpDepth;
import dev.affix.prefix.variant.MlpInitialization;
import dev.affix.prefix.variant.MlpScope;
import dev.affix.prefix.variant.Parameterization;
import dev.affix.prefix.variant.Positions;
import dev.affix.prefix.variant.Sharing;
import dev.affix.prefix.variant.Variant;
import org.jspecify.annotations.Nullable;

/** The contract's hyperparameters as the prefix library's settings: the variant's axes, and in their place those that are given. */
final class ArmSettings {
    private ArmSettings() {}

    /**
     * Returns the settings of an arm.
     *
     * @param microBatch rows per pass
     * @throws IllegalArgumentException naming what cannot be tuned
     */
    static TrainingSettings of(Hyperparameters tuned, int microBatch) {
        Double mlpLearningRate = tuned.mlpLearningRate();
        return new TrainingSettings(
                parameterization(tuned),
                given(Optimizer.class, tuned.optimizer(), Optimizer.ADAMW),
                tuned.prefixLearningRate(),
                mlpLearningRate == null ? tuned.prefixLearningRate() : mlpLearningRate,
                tuned.headLearningRate(),
                tuned.weightDecay(),
                schedule(tuned.schedule()),
                tuned.maxGradientNorm(),
                tuned.batchSize(),
                microBatch,
                tuned.seed());
    }

    private static Parameterization parameterization(Hyperparameters tuned) {
        // The preset's hidden size is replaced below, so that it matters only where there is a hidden layer.
        Parameterization preset =
                Variant.of(tuned.variant()).parameterization(tuned.prefixLength(), Math.max(1, tuned.mlpHidden()));
        MlpDepth mlpDepth = given(MlpDepth.class, tuned.mlpDepth(), preset.mlpDepth());
        Double dropout = tuned.dropout();
        return new Parameterization(
                given(Sharing.class, tuned.sharing(), preset.sharing()),
                given(Depth.class, tuned.depth(), preset.depth()),
                given(MlpScope.class, tuned.mlpScope(), preset.mlpScope()),
                mlpDepth,
                mlpDepth == MlpDepth.ONE_HIDDEN ? tuned.mlpHidden() : 0,
                tuned.prefixLength(),
                given(Entry.class, tuned.entry(), preset.entry()),
                given(Positions.class, tuned.positions(), preset.positions()),
                dropout == null ? preset.dropout() : dropout,
                initialization(tuned.initialization(), preset.initialization()));
    }

    private static Initialization initialization(
            dev.affix.contracts.@Nullable Initialization given, Initialization preset) {
        return given == null
                ? preset
                : new Initialization(
                        Initialization.Vectors.valueOf(given.vectors().name()),
                        given.scale(),
                        given(MlpInitialization.class, given.mlp(), preset.mlp()));
    }

    private static Schedule schedule(dev.affix.contracts.@Nullable Schedule given) {
        return given == null
                ? Schedule.constant()
                : new Schedule(Schedule.Kind.valueOf(given.kind().name()), given.warmupSteps(), given.totalSteps());
    }

    /** The contract's constants have the library's names. */
    private static <E extends Enum<E>> E given(Class<E> type, @Nullable Enum<?> given, E preset) {
        return given == null ? preset : Enum.valueOf(type, given.name());
    }
}
