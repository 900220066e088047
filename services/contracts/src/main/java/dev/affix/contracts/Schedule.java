package dev.affix.contracts;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * Factor on every learning rate. It rises from 0 to 1 over the warm-up; then it stays, or falls to 0, where it stays: an arm
 * past {@code totalSteps} learns no more.
 *
 * @param kind what follows the warm-up
 * @param warmupSteps optimizer steps of the warm-up; the first has rate 0
 * @param totalSteps optimizer steps until the factor is 0, warm-up included; 0 for {@code constant}, and only there
 */
public record Schedule(Kind kind, long warmupSteps, long totalSteps) {
    /** What follows the warm-up. */
    public enum Kind {
        /** 1. */
        @JsonProperty("constant")
        CONSTANT,
        /** A straight line. */
        @JsonProperty("linear")
        LINEAR,
        /** Half a wave of the cosine. */
        @JsonProperty("cosine")
        COSINE
    }

    public Schedule {
        Check.present(kind, "kind");
        Check.atLeast(warmupSteps, 0, "warmupSteps");
        if (kind == Kind.CONSTANT) {
            if (totalSteps != 0) {
                throw Check.invalid("totalSteps", "is " + totalSteps + "; it must be 0 for kind 'constant'");
            }
        } else if (totalSteps <= warmupSteps) {
            throw Check.invalid(
                    "totalSteps",
                    "is " + totalSteps + "; it must be above warmupSteps, " + warmupSteps + ", for kind '"
                            + Axes.label(kind) + "'");
        }
    }
}
