package dev.affix.lab.precision;

import dev.affix.lab.study.Learner;
import dev.affix.lab.study.Lineage;
import dev.affix.lab.study.Split;
import dev.affix.prefix.adapter.Adapter;
import dev.affix.prefix.engine.Precision;
import dev.affix.prefix.training.Example;
import dev.affix.prefix.training.PrefixTrainer;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Tunes an adapter in one precision and serves it in all. Thread-safe. */
final class Tuner {
    private final Map<Precision, Learner> learners;
    private final Split split;
    private final int examples;
    private final int steps;
    private final int batch;
    private final String commit = Lineage.commit();

    /**
     * Creates one; the learners stay the caller's to close.
     *
     * @param examples to train on, per seed
     */
    Tuner(Map<Precision, Learner> learners, Split split, int examples, int steps, int batch) {
        this.learners = new EnumMap<>(learners);
        this.split = split;
        this.examples = examples;
        this.steps = steps;
        this.batch = batch;
    }

    Answers of(Trial trial) {
        long begin = System.nanoTime();
        Learner learner = Objects.requireNonNull(learners.get(trial.tunedIn()));
        List<Example> training = learner.examples(split.training(trial.seed(), examples));
        List<Example> test = learner.examples(split.test(trial.seed()));
        Map<Precision, List<Integer>> served = new EnumMap<>(Precision.class);
        try (PrefixTrainer trainer = learner.trainer(trial.settings(steps, batch))) {
            Learner.tune(trainer, training, steps, trial.seed());
            Adapter adapter = trainer.materialize();
            learners.forEach((precision, server) -> served.put(
                    precision,
                    Arrays.stream(server.answers(adapter, test)).boxed().toList()));
        }
        return new Answers(
                test.stream().map(Example::label).toList(), served, (System.nanoTime() - begin) / 1e9, commit);
    }
}
