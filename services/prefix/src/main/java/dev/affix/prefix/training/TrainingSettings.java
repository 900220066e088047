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
        require(prefixLength >= 0, "prefixLength", prefixLength, "0 or more");
        require(batchSize >= 1, "batchSize", batchSize, "at least 1");
        require(microBatchSize >= 1, "microBatchSize", microBatchSize, "at least 1");
        rate("prefixLearningRate", prefixLearningRate);
        rate("headLearningRate", headLearningRate);
        rate("weightDecay", weightDecay);
        // Infinity is allowed: no clipping.
        require(maxGradientNorm > 0, "maxGradientNorm", maxGradientNorm, "positive");
        if (mlpHidden < 1 && (variant == Variant.DEEP_SHARE || variant == Variant.SEPARATE_MLP)) {
            throw new IllegalArgumentException(variant.label() + " needs mlpHidden of at least 1, not " + mlpHidden);
        }
    }

    /**
     * Returns rates and sizes that suit a variant on a sentence encoder of width 384: found by trying rates on the default
     * backbone, where the best ones differ by 100 times between variants, so that one rate for all would decide the
     * comparison. No decay. Gradients of free keys and values have norms of about 0.1 and those of an MLP of about 1, so
     * clipping at 1 catches outliers of the latter and leaves the former alone.
     */
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

    private static void rate(String name, double value) {
        require(value >= 0 && Double.isFinite(value), name, value, "finite and not negative");
    }

    private static void require(boolean condition, String name, double value, String allowed) {
        if (!condition) {
            throw new IllegalArgumentException(name + " is " + value + "; it must be " + allowed);
        }
    }
}
