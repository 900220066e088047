package dev.affix.contracts;

/**
 * How an arm is tuned.
 *
 * @param variant the prefix's parameterization: {@code no-share}, {@code simple-share}, {@code deep-share}, {@code
 *     separate-mlp} or {@code linear-probe}
 * @param prefixLength number of prefix positions P; 0 for {@code linear-probe}
 * @param mlpHidden hidden size of the MLP, for the variants that have one
 * @param prefixLearningRate AdamW's rate for the prefix's parameters
 * @param headLearningRate AdamW's rate for the classification head
 * @param weightDecay decoupled weight decay
 * @param maxGradientNorm gradients of greater norm are scaled down to it
 * @param batchSize examples per step
 * @param seed seed of the initialization
 */
public record Hyperparameters(
        String variant,
        int prefixLength,
        int mlpHidden,
        double prefixLearningRate,
        double headLearningRate,
        double weightDecay,
        double maxGradientNorm,
        int batchSize,
        long seed) {
    public Hyperparameters {
        Check.name(variant, "variant");
        Check.within(prefixLength, 0, 512, "prefixLength");
        Check.within(mlpHidden, 0, 8192, "mlpHidden");
        Check.within(prefixLearningRate, 0, 10, "prefixLearningRate");
        Check.within(headLearningRate, 0, 10, "headLearningRate");
        Check.within(weightDecay, 0, 1, "weightDecay");
        Check.within(maxGradientNorm, Double.MIN_VALUE, Double.MAX_VALUE, "maxGradientNorm");
        Check.within(batchSize, 1, 4096, "batchSize");
    }
}
