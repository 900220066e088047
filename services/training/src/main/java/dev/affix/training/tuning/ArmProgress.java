package dev.affix.training.tuning;

import org.jspecify.annotations.Nullable;

/**
 * Where an arm stands.
 *
 * @param arm its name
 * @param variant its variant
 * @param examples examples it learned from
 * @param steps optimizer steps it took
 * @param loss mean cross-entropy of the last batch, in nats, null before the first since the process started
 * @param rollingLoss mean of that over the last {@value RecentSteps#WINDOW} batches
 * @param gradientNorm norm of the last gradient before clipping
 * @param digest newest published version
 * @param waiting examples that were read and wait for their batch
 * @param failure why it learns no more
 */
public record ArmProgress(
        String arm,
        String variant,
        long examples,
        long steps,
        @Nullable Double loss,
        @Nullable Double rollingLoss,
        @Nullable Double gradientNorm,
        @Nullable String digest,
        long waiting,
        @Nullable String failure) {}
