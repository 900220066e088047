package dev.affix.prefix.training;

import java.util.SplittableRandom;

/**
 * Dropout of keys and values: each value of each example is 0 with probability p, else scaled by 1 / (1 - p). Drawn by
 * {@link SplittableRandom}, so that a run is replayed by its seed, whatever the micro-batches.
 */
final class PrefixDropout {
    private static final long GOLDEN = 0x9e3779b97f4a7c15L;

    private PrefixDropout() {}

    /**
     * Returns the factors [L, 2, H, P, h] of one example, in C order; layers without prefix have 0s.
     *
     * @param step the optimizer step, from 1
     * @param index the example's place in its batch
     * @param drawn how many values there are, in the layers that have the prefix
     * @param size L*2*H*P*h
     */
    static float[] factors(double probability, long seed, long step, int index, int drawn, int size) {
        SplittableRandom random = new SplittableRandom(seed ^ (step * GOLDEN) ^ Long.rotateLeft(index * GOLDEN, 32));
        float kept = (float) (1 / (1 - probability));
        float[] factors = new float[size];
        for (int i = 0; i < drawn; i++) {
            factors[i] = random.nextDouble() < probability ? 0 : kept;
        }
        return factors;
    }
}
