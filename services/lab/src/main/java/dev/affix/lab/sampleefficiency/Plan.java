package dev.affix.lab.sampleefficiency;

import dev.affix.prefix.variant.Variant;
import java.util.List;

/**
 * What a study is asked to do.
 *
 * @param variants contestants
 * @param sizes numbers of training examples, ascending
 * @param seeds each has its own split, initialization and order of batches
 * @param tuning examples to train on while rates are chosen
 * @param rates most points of the grid of learning rates that a variant may try
 * @param validation examples to choose rates by
 * @param test examples to test on, per seed
 * @param epochs passes over the training examples
 * @param minSteps least number of steps, so that few examples are seen more often
 * @param batch examples per step
 */
record Plan(
        List<Variant> variants,
        List<Integer> sizes,
        List<Long> seeds,
        int tuning,
        int rates,
        int validation,
        int test,
        int epochs,
        int minSteps,
        int batch) {
    /** Returns how many steps a training set of this size gets. */
    int steps(int examples) {
        return Math.max(minSteps, (examples * epochs + batch - 1) / batch);
    }
}
