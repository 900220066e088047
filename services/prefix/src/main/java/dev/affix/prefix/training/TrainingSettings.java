package dev.affix.prefix.training;

import dev.affix.prefix.variant.Parameterization;
import dev.affix.prefix.variant.Variant;
import java.util.Objects;

/**
 * How an adapter is tuned.
 *
 * @param parameterization the prefix's parameterization
 * @param optimizer rule of an update
 * @param prefixLearningRate rate for free keys and values, prompts and latents
 * @param mlpLearningRate rate for the MLP, if there is one
 * @param headLearningRate rate for the head
 * @param weightDecay decay of matrices; biases are not decayed
 * @param schedule factor on all three rates
 * @param maxGradientNorm the prefix's and the head's gradients are each scaled down to this norm; the MLP is of the prefix
 * @param batchSize examples per step
 * @param microBatchSize rows per pass; gradients accumulate over the passes of a step
 * @param seed seed of the initialization and of dropout
 */
public record TrainingSettings(
        Parameterization parameterization,
        Optimizer optimizer,
        double prefixLearningRate,
        double mlpLearningRate,
        double headLearningRate,
        double weightDecay,
        Schedule schedule,
        double maxGradientNorm,
        int batchSize,
        int microBatchSize,
        long seed) {
    public TrainingSettings {
        Objects.requireNonNull(parameterization, "parameterization");
        Objects.requireNonNull(optimizer, "optimizer");
        Objects.requireNonNull(schedule, "schedule");
        require(batchSize >= 1, "batchSize", batchSize, "at least 1");
        require(microBatchSize >= 1, "microBatchSize", microBatchSize, "at least 1");
        rate("prefixLearningRate", prefixLearningRate);
        rate("mlpLearningRate", mlpLearningRate);
        rate("headLearningRate", headLearningRate);
        rate("weightDecay", weightDecay);
        // Infinity is allowed: no clipping.
        require(maxGradientNorm > 0, "maxGradientNorm", maxGradientNorm, "positive");
    }

    /**
     * A named variant with AdamW at constant rates, without dropout, latents and MLP at one rate.
     *
     * @param mlpHidden hidden size of the MLP, for the variants that have one
     */
    public TrainingSettings(
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
        this(
                variant.parameterization(prefixLength, mlpHidden),
                Optimizer.ADAMW,
                prefixLearningRate,
                prefixLearningRate,
                headLearningRate,
                weightDecay,
                Schedule.constant(),
                maxGradientNorm,
                batchSize,
                microBatchSize,
                seed);
    }

    /** Returns P. */
    public int prefixLength() {
        return parameterization.prefixLength();
    }

    /**
     * Returns rates and sizes that suit a variant on a sentence encoder of width 384: found by trying rates on the default
     * backbone, where the best ones differ by 100 times between variants, so that one rate for all would decide the
     * comparison. No decay. Gradients of free keys and values have norms of about 0.1 and those of an MLP of about 1, so
     * clipping at 1 catches outliers of the latter and leaves the former alone. Prompt-tuning was not tried and has the rate of
     * simple-share, whose gradients it has in the first layer.
     */
    public static TrainingSettings preset(Variant variant, long seed) {
        double rate = switch (variant) {
            case NO_SHARE -> 1e-1;
            case SIMPLE_SHARE, PROMPT_TUNING -> 3e-2;
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
