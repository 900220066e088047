package dev.affix.lab.prequential;

import dev.affix.lab.study.Learner;
import dev.affix.lab.study.Lineage;
import dev.affix.prefix.adapter.Adapter;
import dev.affix.prefix.training.Example;
import dev.affix.prefix.training.PrefixTrainer;
import dev.affix.prefix.training.TrainingSettings;
import java.util.ArrayList;
import java.util.List;

/** Sends a stream through one adapter: each batch is answered, then trained on, once. Thread-safe. */
final class Streamer {
    private final Learner learner;
    private final int perDomain;
    private final int buffer;
    private final String commit = Lineage.commit();

    /**
     * Creates one.
     *
     * @param perDomain examples per domain
     * @param buffer examples that replay keeps
     */
    Streamer(Learner learner, int perDomain, int buffer) {
        this.learner = learner;
        this.perDomain = perDomain;
        this.buffer = buffer;
    }

    /**
     * Makes one pass, at the variant's preset rates. A batch never goes past the end of a domain's part of the stream, so that the
     * held-out accuracies are of exactly that much.
     */
    Pass pass(Trial trial, DomainStream stream) {
        long begin = System.nanoTime();
        TrainingSettings settings = TrainingSettings.preset(trial.variant(), trial.seed());
        List<Example> examples = learner.examples(stream.examples());
        List<List<Example>> heldOut =
                stream.heldOut().stream().map(learner::examples).toList();
        Reservoir<Example> past = new Reservoir<>(buffer, trial.seed());
        StringBuilder correct = new StringBuilder();
        List<List<Double>> after = new ArrayList<>();
        try (PrefixTrainer trainer = learner.trainer(settings)) {
            for (int domain = 0; domain < heldOut.size(); domain++) {
                int end = (domain + 1) * perDomain;
                for (int from = domain * perDomain; from < end; from += settings.batchSize()) {
                    List<Example> batch = examples.subList(from, Math.min(end, from + settings.batchSize()));
                    for (boolean right : learner.correct(trainer.materialize(), batch)) {
                        correct.append(right ? '1' : '0');
                    }
                    List<Example> training = new ArrayList<>(batch);
                    if (trial.replay()) {
                        training.addAll(past.draw(batch.size()));
                        batch.forEach(past::add);
                    }
                    trainer.step(training);
                }
                Adapter adapter = trainer.materialize();
                after.add(heldOut.subList(0, domain + 1).stream()
                        .map(own -> share(learner.correct(adapter, own)))
                        .toList());
            }
        }
        return new Pass(correct.toString(), after, (System.nanoTime() - begin) / 1e9, commit);
    }

    private static double share(boolean[] correct) {
        int right = 0;
        for (boolean one : correct) {
            right += one ? 1 : 0;
        }
        return (double) right / correct.length;
    }
}
