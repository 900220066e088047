package dev.affix.prefix.training;

/**
 * What one optimizer step saw.
 *
 * @param loss mean cross entropy of the batch before the step, in nats
 * @param gradientNorm norm of all gradients before clipping
 * @param clipped whether a group was scaled down
 */
public record StepReport(double loss, double gradientNorm, boolean clipped) {}
