package dev.affix.prefix.training;

/**
 * Factor on every learning rate. With w warm-up steps of n, step t (from 1) has s = t - 1 steps behind it: s / w while s &lt; w;
 * then 1 for constant, (n - s) / (n - w) for linear, (1 + cos(pi (s - w) / (n - w))) / 2 for cosine, and 0 past n. As
 * transformers' get_*_schedule_with_warmup, so the first step of a warm-up has rate 0.
 *
 * @param totalSteps n; 0 for constant, and only there
 */
public record Schedule(Kind kind, long warmupSteps, long totalSteps) {
    /** What follows the warm-up. */
    public enum Kind {
        CONSTANT,
        LINEAR,
        COSINE
    }

    public Schedule {
        if (warmupSteps < 0) {
            throw new IllegalArgumentException("warmupSteps is " + warmupSteps + "; it must be 0 or more");
        }
        if (kind == Kind.CONSTANT ? totalSteps != 0 : totalSteps <= warmupSteps) {
            throw new IllegalArgumentException("totalSteps is " + totalSteps + " for a " + kind + " schedule with "
                    + warmupSteps + " warm-up steps; it must be 0 for CONSTANT, and above warmupSteps for a decay");
        }
    }

    /** Returns the schedule whose factor is 1 at every step. */
    public static Schedule constant() {
        return new Schedule(Kind.CONSTANT, 0, 0);
    }

    /** Returns the factor of step {@code t}, from 1. */
    double factor(long t) {
        long behind = t - 1;
        if (behind < warmupSteps) {
            return (double) behind / warmupSteps;
        }
        if (kind == Kind.CONSTANT) {
            return 1;
        }
        if (behind >= totalSteps) {
            return 0;
        }
        double progress = (double) (behind - warmupSteps) / (totalSteps - warmupSteps);
        // StrictMath: the same bits on every machine
        return kind == Kind.LINEAR ? 1 - progress : (1 + StrictMath.cos(Math.PI * progress)) / 2;
    }
}
