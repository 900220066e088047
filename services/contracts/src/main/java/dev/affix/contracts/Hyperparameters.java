package dev.affix.contracts;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How an arm is tuned. The variant is a preset of the axes; each axis that is given replaces the preset's, and each that is left
 * out (null) is the preset's. An arm that gives any is checked as a whole: what means nothing is refused. Definitions are those of
 * arXiv 2410.02200.
 *
 * @param variant the preset: {@code no-share}, {@code simple-share}, {@code deep-share}, {@code separate-mlp}, {@code
 *     prompt-tuning} or {@code linear-probe}
 * @param prefixLength number of prefix positions P; 0 for {@code linear-probe}
 * @param mlpHidden hidden size of the MLP, if it has a hidden layer. Otherwise it is ignored, and must be 0 in an arm that gives
 *     an axis
 * @param prefixLearningRate rate for the prefix's parameters: free keys and values, prompts or latents
 * @param headLearningRate rate for the classification head
 * @param weightDecay decay of matrices
 * @param maxGradientNorm gradients of greater norm are scaled down to it
 * @param batchSize examples per step
 * @param seed seed of the initialization and of dropout
 * @param sharing what keys and values of a position have in common
 * @param depth which layers have the prefix
 * @param mlpScope what the layers' MLPs share
 * @param mlpDepth linear maps of the MLP
 * @param entry where the prefix enters a layer
 * @param positions where a text's tokens stand among the position embeddings
 * @param dropout probability, at least 0 and below 1, of dropping a channel of a key or value while tuning
 * @param initialization where the prefix starts
 * @param optimizer rule of an update; {@code adamw} if left out
 * @param mlpLearningRate rate for the MLP; {@code prefixLearningRate} if left out
 * @param schedule factor on all rates; 1 at every step if left out
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
        long seed,
        @Nullable Sharing sharing,
        @Nullable Depth depth,
        @Nullable MlpScope mlpScope,
        @Nullable MlpDepth mlpDepth,
        @Nullable Entry entry,
        @Nullable Positions positions,
        @Nullable Double dropout,
        @Nullable Initialization initialization,
        @Nullable Optimizer optimizer,
        @Nullable Double mlpLearningRate,
        @Nullable Schedule schedule) {
    /** Limit of a learning rate; the paper's vision code has 12.5. */
    public static final double MAX_RATE = 100;

    /** What keys and values of one prefix position have in common. */
    public enum Sharing {
        /** Keys and values are apart. */
        @JsonProperty("none")
        NONE,
        /** One vector is both, or makes both. */
        @JsonProperty("identity")
        IDENTITY,
        /** An MLP makes both of one latent. */
        @JsonProperty("mlp")
        MLP,
        /** A latent and an MLP for keys, others for values. */
        @JsonProperty("separate-mlp")
        SEPARATE_MLP
    }

    /** Which layers have the prefix. */
    public enum Depth {
        /** Every one. */
        @JsonProperty("all")
        ALL,
        /** The first alone; there is none in the others. */
        @JsonProperty("first")
        FIRST
    }

    /** What the layers of one MLP share. */
    public enum MlpScope {
        /** A latent and an MLP for each layer. */
        @JsonProperty("per-layer")
        PER_LAYER,
        /** One latent and trunk for all, whose last linear has a slice for each layer. */
        @JsonProperty("global")
        GLOBAL,
        /** A latent for each layer, one MLP for all. */
        @JsonProperty("shared")
        SHARED
    }

    /** Linear maps of an MLP, for width d and hidden size h. */
    public enum MlpDepth {
        /** No MLP. */
        @JsonProperty("none")
        NONE,
        /** Linear(d, 2d), tanh. */
        @JsonProperty("linear")
        LINEAR,
        /** Linear(d, h), tanh, Linear(h, 2d). */
        @JsonProperty("one-hidden")
        ONE_HIDDEN
    }

    /** Where the prefix enters a layer. */
    public enum Entry {
        /** As keys and values. */
        @JsonProperty("projected")
        PROJECTED,
        /** As what the layer's frozen W_K and W_V make keys and values of. */
        @JsonProperty("hidden")
        HIDDEN
    }

    /** Where a text's S tokens stand among the position embeddings. */
    public enum Positions {
        /** 0 to S - 1. */
        @JsonProperty("from-zero")
        FROM_ZERO,
        /** P to P + S - 1, as PEFT. */
        @JsonProperty("after-prefix")
        AFTER_PREFIX
    }

    /** The rule of an update. */
    public enum Optimizer {
        /** AdamW: decay apart from the gradient. */
        @JsonProperty("adamw")
        ADAMW,
        /** With momentum 0.9; decay is part of the gradient. */
        @JsonProperty("sgd")
        SGD
    }

    public Hyperparameters {
        Check.name(variant, "variant");
        Check.within(prefixLength, 0, 512, "prefixLength");
        Check.within(mlpHidden, 0, 8192, "mlpHidden");
        Check.within(prefixLearningRate, 0, MAX_RATE, "prefixLearningRate");
        Check.within(headLearningRate, 0, MAX_RATE, "headLearningRate");
        Check.within(weightDecay, 0, 1, "weightDecay");
        Check.within(maxGradientNorm, Double.MIN_VALUE, Double.MAX_VALUE, "maxGradientNorm");
        Check.within(batchSize, 1, 4096, "batchSize");
        if (dropout != null && !(dropout >= 0 && dropout < 1)) {
            throw Check.invalid("dropout", "is " + dropout + "; it must be at least 0 and below 1");
        }
        if (mlpLearningRate != null) {
            Check.within(mlpLearningRate, 0, MAX_RATE, "mlpLearningRate");
        }
        // Arms without axes are taken as ever: whoever tunes them knows which variants there are.
        if (Stream.of(
                        sharing,
                        depth,
                        mlpScope,
                        mlpDepth,
                        entry,
                        positions,
                        dropout,
                        initialization,
                        optimizer,
                        mlpLearningRate,
                        schedule)
                .anyMatch(Objects::nonNull)) {
            Axes preset = Axes.of(variant);
            Axes.requirePrefixOf(variant, prefixLength);
            if (prefixLength == 0) {
                Axes.requireNoPrefix(sharing, depth, entry, positions, dropout, initialization);
            }
            Axes axes = preset.with(sharing, depth, mlpScope, mlpDepth, entry);
            axes.check(mlpHidden);
            if (!axes.hasMlp()) {
                axes.requireNoMlp("mlpLearningRate", mlpLearningRate);
                axes.requireNoMlp("initialization.mlp", initialization == null ? null : initialization.mlp());
            }
        }
    }

    /** A variant as it is: AdamW at constant rates, latents and MLP at one rate. */
    public Hyperparameters(
            String variant,
            int prefixLength,
            int mlpHidden,
            double prefixLearningRate,
            double headLearningRate,
            double weightDecay,
            double maxGradientNorm,
            int batchSize,
            long seed) {
        this(
                variant,
                prefixLength,
                mlpHidden,
                prefixLearningRate,
                headLearningRate,
                weightDecay,
                maxGradientNorm,
                batchSize,
                seed,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null);
    }
}
