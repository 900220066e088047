package dev.affix.lab.convergence;

import java.util.SplittableRandom;

/**
 * One sample, fitted and judged.
 *
 * @param sharing the contestant
 * @param atoms atoms that are fitted, to {@value Truth#ATOMS} true ones
 * @param n examples
 * @param repeat number of the sample
 */
record Trial(Sharing sharing, int atoms, int n, int repeat) {
    /**
     * Runs it. Contestants with the same truth see the same samples.
     *
     * @param seed of the whole study
     */
    VoronoiLoss run(long seed) {
        SplittableRandom random = new SplittableRandom(seed * 1_000_003L + n * 1_009L + repeat);
        Truth truth = Truth.of(sharing);
        Truth.Sample sample = truth.sample(n, random.split());
        double[] start = LeastSquares.start(truth, atoms, random.split());
        double[] fitted = LeastSquares.fit(sharing, atoms, sample, start);
        return VoronoiLoss.of(sharing.atoms(fitted, atoms), truth.atoms());
    }

    boolean overSpecified() {
        return atoms > Truth.ATOMS;
    }
}
