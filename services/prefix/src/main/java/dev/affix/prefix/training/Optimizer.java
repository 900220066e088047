package dev.affix.prefix.training;

/** The rule of an update. */
public enum Optimizer {
    /** {@link AdamW}, decay apart from the gradient. */
    ADAMW,
    /** {@link Sgd} with momentum 0.9, as the paper's vision code; decay is part of the gradient. */
    SGD
}
