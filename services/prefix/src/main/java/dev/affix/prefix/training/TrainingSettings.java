package dev.affix.prefix.training;

import dev.affix.prefix.variant.Variant;

/**
 * How an adapter is tuned.
 *
 * @param variant the prefix's parameterization
 * @param prefixLength P; 0 for the linear probe, and only there
 * @param mlpHidden hidden size of the MLP, for the variants that have one
 * @param prefixLearningRate AdamW's rate for the prefix's parameters
 * @param headLearningRate AdamW's rate for the head
 * @param weightDecay decoupled decay of matrices; biases are not decayed
 * @param maxGradientNorm the prefix's and the head's gradients are each scaled down to this norm
 * @param batchSize examples per step
 * @param microBatchSize rows per pass; gradients accumulate over the passes of a step
 * @param seed seed of the initialization
 */
public record TrainingSettings(
        Variant variant,
        int prefixLength,
        int mlpHidden,
        double prefixLearningRate,
        double headLearningRate,
        double weightDecay,
        double maxGradientNorm,
        int batchSize,
        int microBatchSize,
        long seed) {
    public TrainingSettings {
        if ((variant == Variant.LINEAR_PROBE) != (prefixLength == 0)) {
            throw new IllegalArgumentException("prefixLength is " + prefixLength + " for " + variant.label()
                    + "; it is 0 for linear-probe and at least 1 for every other variant");
        }
        if (prefixLength < 0 || batchSize < 1 || microBatchSize < 1) {
            throw new IllegalArgumentException("prefixLength " + prefixLength + ", batchSize " + batchSize
                    + " and microBatchSize " + microBatchSize + " must be positive");
        }
        if (mlpHidden < 1 && (variant == Variant.DEEP_SHARE || variant == Variant.SEPARATE_MLP)) {
            throw new IllegalArgumentException(variant.label() + " needs mlpHidden of at least 1, not " + mlpHidden);
        }
    }

    /** Returns rates and sizes that suit a variant on a sentence encoder of width 384. */
    public static TrainingSettings preset(Variant variant, long seed) {
        double rate = switch (variant) {
            case NO_SHARE -> 1e-1;
            case SIMPLE_SHARE -> 3e-2;
            case DEEP_SHARE, SEPARATE_MLP -> 1e-3;
            case LINEAR_PROBE -> 0;
        };
        return new TrainingSettings(
                variant, variant == Variant.LINEAR_PROBE ? 0 : 16, 48, rate, 1e-2, 0, 1, 16, 4, seed);
    }
}
