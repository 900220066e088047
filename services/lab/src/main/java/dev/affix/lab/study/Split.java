package dev.affix.lab.study;

import dev.affix.datasets.LabelledText;
import java.util.List;

/**
 * Who sees which examples. A tuning part (for training and validation while rates are chosen) is set aside first, the same for every
 * seed; of what is left each seed has its own test part and its own training pool. So no example that helped to choose a rate, and
 * no test example of a seed, is ever trained on or tested with under that seed. Every part is stratified.
 */
public final class Split {
    /** Any constant: what is set aside for tuning must not depend on a run's seed. */
    private static final long TUNING_SEED = 1;

    private final int test;
    private final List<LabelledText> tuning;
    private final List<LabelledText> validation;
    private final List<LabelledText> rest;

    /**
     * Sets the tuning part aside. Texts that come twice are used once.
     *
     * @param tuning examples to train on while rates are chosen
     * @param validation examples to choose rates by
     * @param test examples to test on, per seed
     * @throws IllegalArgumentException if the examples do not suffice
     */
    public Split(List<LabelledText> examples, int tuning, int validation, int test) {
        List<LabelledText> order = StratifiedOrder.of(StratifiedOrder.distinct(examples), TUNING_SEED);
        if (order.size() <= tuning + validation + test) {
            throw new IllegalArgumentException("The data set has " + order.size() + " different texts, and "
                    + (tuning + validation + test)
                    + " of them are to be set aside for tests and the choice of rates, so that"
                    + " none is left to train on; ask for less");
        }
        this.test = test;
        this.tuning = order.subList(0, tuning);
        this.validation = order.subList(tuning, tuning + validation);
        this.rest = order.subList(tuning + validation, order.size());
    }

    /** Returns the examples to train on while rates are chosen. */
    public List<LabelledText> tuning() {
        return tuning;
    }

    /** Returns the examples to choose rates by. */
    public List<LabelledText> validation() {
        return validation;
    }

    /** Returns how many examples a seed can train on at most. */
    public int available() {
        return rest.size() - test;
    }

    /** Returns the seed's test part. */
    public List<LabelledText> test(long seed) {
        return StratifiedOrder.of(rest, seed).subList(0, test);
    }

    /** Returns the first examples of the seed's pool: fewer of them are a part of more of them. */
    public List<LabelledText> training(long seed, int examples) {
        return StratifiedOrder.of(rest, seed).subList(test, test + examples);
    }
}
