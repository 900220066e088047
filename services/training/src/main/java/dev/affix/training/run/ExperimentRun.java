package dev.affix.training.run;

import dev.affix.contracts.Experiment;
import dev.affix.training.lifecycle.StopSignal;
import dev.affix.training.registry.RegistryClient;
import dev.affix.training.run.ExperimentProgress.Status;
import dev.affix.training.stream.RecordsGoneException;
import dev.affix.training.stream.ScoredReader;
import dev.affix.training.tuning.ArmProgress;
import dev.affix.training.tuning.ExperimentTrainer;
import dev.affix.training.tuning.ExperimentTrainer.Surroundings;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.kafka.common.KafkaException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * One experiment in this process, in a thread of its own: restore, read, step, publish, save. Lifecycle: {@link #run}
 * once; {@link #finish} when the experiment is over, or the process's stop signal, ends it with a checkpoint. What it
 * shows may be read from any thread.
 */
final class ExperimentRun implements Runnable {
    private static final Logger LOG = Logger.getLogger(ExperimentRun.class);
    private static final Duration IDLE = Duration.ofMillis(200);
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final Experiment experiment;
    private final Surroundings surroundings;
    private final RegistryClient registry;
    private final Checkpoints checkpoints;
    private final Supplier<ScoredReader> readers;
    private final StopSignal stop;
    private final int checkpointEvery;
    private final Shown shown;
    private volatile boolean finishing;
    private long savedExamples;

    /** What other threads see of a run. */
    static final class Shown {
        private volatile Status status = Status.STARTING;
        private volatile @Nullable String problem;
        private volatile long unread;
        private volatile @Nullable ExperimentTrainer trainer;

        void problem(@Nullable String words) {
            problem = words;
        }

        ExperimentProgress progress(String name) {
            ExperimentTrainer shownTrainer = trainer;
            List<ArmProgress> arms = shownTrainer == null ? List.of() : shownTrainer.progress();
            return new ExperimentProgress(name, status, problem, unread, arms);
        }
    }

    ExperimentRun(
            Experiment experiment,
            Surroundings surroundings,
            RegistryClient registry,
            Checkpoints checkpoints,
            Supplier<ScoredReader> readers,
            StopSignal stop,
            int checkpointEvery,
            Shown shown) {
        this.experiment = experiment;
        this.surroundings = surroundings;
        this.registry = registry;
        this.checkpoints = checkpoints;
        this.readers = readers;
        this.stop = stop;
        this.checkpointEvery = checkpointEvery;
        this.shown = shown;
    }

    /** Asks it to publish what was learned and end. */
    void finish() {
        finishing = true;
    }

    ExperimentProgress progress() {
        return shown.progress(experiment.name());
    }

    @Override
    public void run() {
        while (!stop.stopped()) {
            try {
                live();
                return;
            } catch (KafkaException e) {
                LOG.warnf("Experiment %s reads again from its checkpoint: %s", experiment.name(), e.toString());
                shown.problem("Kafka: " + e.getMessage());
                stop.sleep(PAUSE);
            } catch (RecordsGoneException e) {
                fail(e.getMessage()
                        + " Restore its checkpoint, or give the topic a longer retention and create a new experiment.");
                return;
            } catch (IOException | RuntimeException | Error e) {
                LOG.errorf(e, "Experiment %s", experiment.name());
                fail(String.valueOf(e));
                return;
            }
        }
    }

    private void live() throws IOException, RecordsGoneException {
        try (ScoredReader reader = readers.get()) {
            Optional<ExperimentTrainer> begun = begin(reader);
            if (begun.isEmpty()) {
                return;
            }
            try (ExperimentTrainer trainer = begun.get()) {
                shown.trainer = trainer;
                if (!finishing) {
                    learn(trainer, reader);
                }
                end(trainer);
            }
        }
    }

    /** Empty if there is nothing to do: it is over, or the process stops. */
    private Optional<ExperimentTrainer> begin(ScoredReader reader) throws IOException {
        Optional<Optional<ExperimentTrainer>> restored = checkpoints.newest(saved -> saved.finished()
                ? Optional.empty()
                : Optional.of(ExperimentTrainer.resume(experiment, surroundings, saved)));
        if (restored.isPresent() || finishing) {
            Optional<ExperimentTrainer> trainer = restored.orElse(Optional.empty());
            if (trainer.isEmpty()) {
                shown.status = Status.STOPPED;
            }
            return trainer;
        }
        return registry.start(experiment.name(), experiment.arms().get(0).name())
                .map(published -> published.isEmpty() ? reader.earliest() : published)
                .map(offsets -> {
                    LOG.infof("Experiment %s begins at offsets %s", experiment.name(), offsets);
                    return ExperimentTrainer.start(experiment, surroundings, offsets);
                });
    }

    private void learn(ExperimentTrainer trainer, ScoredReader reader) throws RecordsGoneException {
        savedExamples = trainer.examples();
        if (!trainer.failed()) {
            reader.seek(trainer.log());
        }
        if (trainer.publishDue() > 0) {
            save(trainer, false);
        }
        if (trainer.settled()) {
            shown.problem(null);
            shown.status = Status.RUNNING;
        }
        while (!stop.stopped() && !finishing && !trainer.failed()) {
            reader.read(experiment, trainer.log(), trainer.ready() ? Duration.ZERO : IDLE);
            shown.unread = reader.unread();
            trainer.refresh();
            if (trainer.ready()) {
                trainer.round();
                if (trainer.publishDue() > 0 || trainer.examples() - savedExamples >= checkpointEvery) {
                    save(trainer, false);
                }
            }
        }
    }

    private void end(ExperimentTrainer trainer) {
        if (finishing) {
            trainer.publishRest();
        }
        boolean finished = finishing && !stop.stopped();
        save(trainer, finished);
        if (trainer.failed()) {
            fail("every arm has failed");
        } else if (finished) {
            LOG.infof("Experiment %s is over", experiment.name());
            shown.status = Status.STOPPED;
        }
    }

    private void save(ExperimentTrainer trainer, boolean finished) {
        savedExamples = trainer.examples();
        shown.problem(checkpoints.write(trainer.save(finished)).orElse(null));
    }

    private void fail(String why) {
        LOG.errorf("Experiment %s cannot go on (others do): %s", experiment.name(), why);
        shown.problem(why);
        shown.status = Status.FAILED;
    }
}
