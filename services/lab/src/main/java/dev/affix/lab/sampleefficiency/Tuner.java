package dev.affix.lab.sampleefficiency;

import dev.affix.lab.study.Learner;
import dev.affix.lab.study.Lineage;
import dev.affix.lab.study.Split;
import dev.affix.prefix.training.Example;
import dev.affix.prefix.training.PrefixTrainer;
import java.util.List;

/** Tunes and scores adapters on a split of a data set. Thread-safe. */
final class Tuner implements Study.Run {
    private final Plan plan;
    private final Split split;
    private final Learner learner;
    private final String commit = Lineage.commit();

    /** Creates one; the learner stays the caller's to close. */
    Tuner(Plan plan, Split split, Learner learner) {
        this.plan = plan;
        this.split = split;
        this.learner = learner;
    }

    @Override
    public Outcome of(Trial trial) {
        long begin = System.nanoTime();
        List<Example> train =
                learner.examples(trial.tuning() ? split.tuning() : split.training(trial.seed(), trial.examples()));
        List<Example> scored = learner.examples(trial.tuning() ? split.validation() : split.test(trial.seed()));
        try (PrefixTrainer trainer = learner.trainer(trial.settings(plan))) {
            double loss = Learner.tune(trainer, train, plan.steps(trial.examples()), trial.seed());
            int right = 0;
            for (boolean correct : learner.correct(trainer.materialize(), scored)) {
                right += correct ? 1 : 0;
            }
            return new Outcome(right, scored.size(), loss, false, seconds(begin), commit);
        } catch (ArithmeticException e) {
            return new Outcome(0, scored.size(), Double.NaN, true, seconds(begin), commit);
        }
    }

    private static double seconds(long begin) {
        return (System.nanoTime() - begin) / 1e9;
    }
}
