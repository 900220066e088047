package dev.affix.statistics;

import java.util.List;
import java.util.random.RandomGenerator;

/** Streams of differences with known conditional means, adapted to what was drawn before. */
final class Streams {
    private Streams() {}

    /** Draws the next difference; returns its conditional mean and leaves the draw in {@code out[0]}. */
    interface Source {
        double next(RandomGenerator random, int i, double sumSoFar, double[] out);
    }

    /** A stream and its name. */
    record Named(String name, Source source) {
        @Override
        public String toString() {
            return name;
        }
    }

    /** Differences in {−1, 0, 1}: A alone right with probability p, B alone with q. */
    private static double draw(RandomGenerator random, double p, double q, double[] out) {
        double u = random.nextDouble();
        out[0] = u < p ? 1 : u < p + q ? -1 : 0;
        return p - q;
    }

    /** Streams whose mean differs from 0 or moves: the target is the running mean of the conditional means. */
    static List<Named> any() {
        return List.of(
                new Named("fair coin of ±1", (r, i, s, out) -> draw(r, 0.5, 0.5, out)),
                new Named("always tied", (r, i, s, out) -> draw(r, 0, 0, out)),
                new Named("always better", (r, i, s, out) -> draw(r, 1, 0, out)),
                new Named("mostly tied", (r, i, s, out) -> draw(r, 0.06, 0.04, out)),
                new Named("rare and one-sided", (r, i, s, out) -> draw(r, 0.004, 0, out)),
                new Named("rare losses among small gains", (r, i, s, out) -> {
                    boolean loss = r.nextDouble() < 0.02;
                    out[0] = loss ? -1 : 0.02;
                    return 0.98 * 0.02 - 0.02;
                }),
                new Named("continuous, skewed", (r, i, s, out) -> {
                    double u = r.nextDouble();
                    out[0] = 2 * u * u * u - 1;
                    return 2.0 / 4 - 1;
                }),
                new Named("learning: B overtakes A", (r, i, s, out) -> {
                    double b = 0.35 * (1 - Math.exp(-i / 400.0));
                    return draw(r, 0.15, b, out);
                }),
                new Named("swings back and forth", (r, i, s, out) -> {
                    double p = 0.3 + 0.3 * Math.sin(i / 50.0);
                    return draw(r, p, 0.6 - p, out);
                }),
                new Named("pushes away from zero", (r, i, s, out) -> {
                    double p = s >= 0 ? 0.4 : 0.2;
                    return draw(r, p, 0.6 - p, out);
                }),
                new Named("jumps against the running mean", (r, i, s, out) -> {
                    double p = i % 200 < 100 ? 0.9 : 0.05;
                    return draw(r, p, 0.95 - p, out);
                }));
    }

    /** Streams on which A is never better on average up to any time: Σ conditional means ≤ 0 throughout. */
    static List<Named> notBetter() {
        return List.of(
                new Named("fair coin of ±1", (r, i, s, out) -> draw(r, 0.5, 0.5, out)),
                new Named("mostly tied", (r, i, s, out) -> draw(r, 0.05, 0.05, out)),
                new Named("fair but skewed", (r, i, s, out) -> {
                    boolean loss = r.nextDouble() < 0.02;
                    out[0] = loss ? -0.98 : 0.02;
                    return 0;
                }),
                new Named("rare gains pay for small losses", (r, i, s, out) -> {
                    boolean gain = r.nextDouble() < 0.02;
                    out[0] = gain ? 0.98 : -0.02;
                    return 0;
                }),
                new Named("behind first, ahead later", (r, i, s, out) -> {
                    double p = i < 1000 ? 0.2 : 0.4;
                    return draw(r, p, 0.6 - p, out);
                }),
                new Named("fair, doubling its stakes when behind", (r, i, s, out) -> {
                    double stake = s < 0 ? 1 : 0.1;
                    out[0] = r.nextBoolean() ? stake : -stake;
                    return 0;
                }));
    }
}
