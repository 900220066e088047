package dev.affix.prefix.training;

import dev.affix.prefix.variant.Depth;
import dev.affix.prefix.variant.Entry;
import dev.affix.prefix.variant.Initialization;
import dev.affix.prefix.variant.MlpDepth;
import dev.affix.prefix.variant.MlpScope;
import dev.affix.prefix.variant.Parameterization;
import dev.affix.prefix.variant.Positions;
import dev.affix.prefix.variant.Sharing;
import dev.affix.prefix.variant.Variant;

/**
 * Settings with the values of the paper's code (Minhchuyentoancbn/ReparamPrefix, commit 86c3ed67). They suit its backbones and data;
 * for the default backbone see {@link TrainingSettings#preset}.
 */
public final class PaperPresets {
    /** Rows per pass; the paper's code has whole batches, of which the mean gradient is the same. */
    private static final int MICRO_BATCH = 4;

    private PaperPresets() {}

    /**
     * The vision code on CUB-200-2011: SGD with momentum, cosine schedule whose first tenth is warm-up, batch 64, one rate for all
     * trainable values: the listed one times 64 / 256, as its scripts do. No-share 50, deep-share 25, decay 1e-4, simple-share 50,
     * decay 1e-3; 10 positions, hidden size 48, dropout 0.1. Prompt-tuning is its shallow simple-share: rate 1, 100 positions, no
     * dropout. Not in that code: separate-mlp, which has deep-share's values, and linear-probe, which has no-share's. Gradients are
     * not clipped.
     *
     * @param totalSteps optimizer steps until the rate is 0; at least 2
     */
    public static TrainingSettings vision(Variant variant, long seed, long totalSteps) {
        double listed = switch (variant) {
            case NO_SHARE, SIMPLE_SHARE, LINEAR_PROBE -> 50;
            case DEEP_SHARE, SEPARATE_MLP -> 25;
            case PROMPT_TUNING -> 1;
        };
        int positions = switch (variant) {
            case LINEAR_PROBE -> 0;
            case PROMPT_TUNING -> 100;
            default -> 10;
        };
        double rate = listed * 64 / 256;
        Parameterization axes = variant.parameterization(positions, 48)
                .withInitialization(Initialization.vision())
                .withDropout(positions == 10 ? 0.1 : 0);
        return new TrainingSettings(
                axes,
                Optimizer.SGD,
                rate,
                rate,
                rate,
                variant == Variant.SIMPLE_SHARE ? 1e-3 : 1e-4,
                new Schedule(Schedule.Kind.COSINE, totalSteps / 10, totalSteps),
                Double.POSITIVE_INFINITY,
                64,
                MICRO_BATCH,
                seed);
    }

    /**
     * The language code on E2E with GPT-2 medium, which is that of Li and Liang: AdamW, linear decay, batch 10, 5 positions, one
     * latent and MLP for all layers with hidden size 512, N(0, 1). Rate 1e-4 with sharing, 1e-2 without. Norms are clipped at 1, the
     * default of its trainer (there over all values at once). Its launcher starts no-share from the activations of the word
     * "summarize"; here it starts as its code does without a word.
     *
     * @param variant no-share or deep-share
     * @param totalSteps optimizer steps until the rate is 0
     * @throws IllegalArgumentException for a variant that the language code has not
     */
    public static TrainingSettings language(Variant variant, long seed, long totalSteps) {
        boolean share = variant == Variant.DEEP_SHARE;
        if (!share && variant != Variant.NO_SHARE) {
            throw new IllegalArgumentException(
                    "variant is " + variant.label() + "; the paper's language code has no-share and deep-share only");
        }
        double rate = share ? 1e-4 : 1e-2;
        Parameterization axes = new Parameterization(
                share ? Sharing.MLP : Sharing.NONE,
                Depth.ALL,
                share ? MlpScope.GLOBAL : MlpScope.PER_LAYER,
                share ? MlpDepth.ONE_HIDDEN : MlpDepth.NONE,
                share ? 512 : 0,
                5,
                Entry.PROJECTED,
                Positions.AFTER_PREFIX,
                0,
                Initialization.language());
        return new TrainingSettings(
                axes,
                Optimizer.ADAMW,
                rate,
                rate,
                rate,
                0,
                new Schedule(Schedule.Kind.LINEAR, 0, totalSteps),
                1,
                10,
                MICRO_BATCH,
                seed);
    }
}
