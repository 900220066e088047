package dev.affix.training.tuning;

import dev.affix.contracts.Experiment;
import dev.affix.contracts.Lineage;
import dev.affix.contracts.PublishVersion;
import dev.affix.contracts.Topics;
import dev.affix.prefix.adapter.AdapterFile;
import dev.affix.prefix.training.Example;
import dev.affix.training.batch.Cursor;
import dev.affix.training.batch.ExampleLog;
import dev.affix.training.tuning.ExperimentState.Saved;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/**
 * Tunes the arms of one experiment side by side. What each arm learns depends on the log's contents alone; which of them
 * step at the same time does not matter.
 *
 * <p>Lifecycle: {@link #start} or {@link #resume}; then {@link #round} while there is something to do, filling {@link
 * #log} in between; {@link #save} at any time between rounds; {@link #close}. One thread; {@link #progress} from any.
 */
public final class ExperimentTrainer implements AutoCloseable {
    private final Experiment experiment;
    private final Surroundings surroundings;
    private final ExampleLog<Example> log;
    private final List<ArmRun> arms = new ArrayList<>();

    /**
     * What experiments share.
     *
     * @param trainers makes the arms' trainers
     * @param publisher where versions go
     * @param workers runs steps, of one arm each, in parallel
     * @param listener hears what happens
     * @param maxBuffered examples of a partition that are buffered at most, about
     */
    public record Surroundings(
            ArmTrainers trainers, Publisher publisher, Executor workers, TuningListener listener, int maxBuffered) {}

    private ExperimentTrainer(Experiment experiment, Surroundings surroundings, List<Long> start) {
        this.experiment = experiment;
        this.surroundings = surroundings;
        int maxBatch = experiment.arms().stream()
                .mapToInt(arm -> arm.hyperparameters().batchSize())
                .max()
                .orElse(1);
        this.log = new ExampleLog<>(start, surroundings.maxBuffered(), maxBatch);
    }

    /**
     * Begins an experiment.
     *
     * @param offsets per partition, where to begin
     */
    public static ExperimentTrainer start(Experiment experiment, Surroundings surroundings, List<Long> offsets) {
        Cursor start = Cursor.startingAt(offsets);
        List<Saved> nothing = experiment.arms().stream()
                .map(arm -> new Saved(ArmState.initial(arm.name(), start), new byte[0]))
                .toList();
        return make(experiment, surroundings, new ExperimentState(nothing, false));
    }

    /**
     * Goes on where an experiment was saved.
     *
     * @throws RuntimeException if a trainer's bytes are not what was saved
     */
    public static ExperimentTrainer resume(Experiment experiment, Surroundings surroundings, ExperimentState saved) {
        return make(experiment, surroundings, saved);
    }

    private static ExperimentTrainer make(Experiment experiment, Surroundings surroundings, ExperimentState from) {
        ExperimentTrainer made = new ExperimentTrainer(experiment, surroundings, from.needed());
        try {
            for (int i = 0; i < from.arms().size(); i++) {
                made.add(i, from.arms().get(i));
            }
            return made;
        } catch (RuntimeException e) {
            made.close();
            throw e;
        }
    }

    private void add(int index, Saved saved) {
        var arm = experiment.arms().get(index);
        ArmTrainer trainer = null;
        if (saved.state().failure() == null) {
            trainer = saved.trainer().length == 0
                    ? surroundings.trainers().create(experiment, arm)
                    : surroundings.trainers().restore(saved.trainer());
        }
        arms.add(new ArmRun(experiment.name(), arm, log, saved.state(), trainer, surroundings.listener()));
    }

    /** Returns where the reader puts the experiment's examples. */
    public ExampleLog<Example> log() {
        return log;
    }

    /** Returns whether {@link #round} would step an arm. */
    public boolean ready() {
        return arms.stream().anyMatch(ArmRun::ready);
    }

    /** Returns whether every arm has failed. */
    public boolean failed() {
        return arms.stream().noneMatch(ArmRun::alive);
    }

    /** Returns the examples that the arms learned from, together. */
    public long examples() {
        return arms.stream().mapToLong(arm -> arm.state().examples()).sum();
    }

    /** Returns where each arm stands. Any thread. */
    public List<ArmProgress> progress() {
        return arms.stream().map(ArmRun::progress).toList();
    }

    /**
     * Steps once each arm whose next batch is complete, those that are behind first so that arms stay side by side.
     */
    public void round() {
        List<ArmRun> ready = arms.stream().filter(ArmRun::ready).toList();
        long fewest =
                ready.stream().mapToLong(arm -> arm.state().examples()).min().orElse(0);
        CompletableFuture<?>[] steps = ready.stream()
                .filter(arm -> arm.state().examples() == fewest)
                .map(arm -> CompletableFuture.runAsync(arm::step, surroundings.workers()))
                .toArray(CompletableFuture<?>[]::new);
        CompletableFuture.allOf(steps).join();
        log.forget(arms.stream()
                .filter(ArmRun::alive)
                .map(arm -> arm.state().cursor())
                .toList());
        refresh();
    }

    /** Makes {@link #progress} show what was read since. */
    public void refresh() {
        arms.forEach(ArmRun::show);
    }

    /**
     * Publishes every version that is due, trying until it succeeds.
     *
     * @return how many were published; fewer than were due only when the service stops
     */
    public int publishDue() {
        return publish(arms.stream()
                .filter(arm -> arm.state().due(experiment.publishEvery()))
                .toList());
    }

    /** Publishes what each arm has learned since its last version, if anything: the end of an experiment. */
    public int publishRest() {
        return publish(arms.stream().filter(arm -> arm.state().unpublished()).toList());
    }

    /** Returns whether no version is due that was not published. */
    public boolean settled() {
        return arms.stream().noneMatch(arm -> arm.state().due(experiment.publishEvery()));
    }

    /** Returns all that is needed to go on from here. */
    public ExperimentState save(boolean finished) {
        return new ExperimentState(
                arms.stream()
                        .map(arm -> new Saved(
                                arm.state(), arm.alive() ? arm.trainer().state() : new byte[0]))
                        .toList(),
                finished);
    }

    @Override
    public void close() {
        arms.forEach(ArmRun::close);
    }

    private int publish(List<ArmRun> due) {
        int published = 0;
        for (ArmRun arm : due) {
            AdapterFile file;
            try {
                file = arm.trainer().adapter();
            } catch (RuntimeException e) {
                arm.fail("its parameters make no adapter: " + e.getMessage(), e);
                continue;
            }
            if (!surroundings.publisher().publish(version(arm, file), file.model())) {
                return published;
            }
            arm.published(file.digest());
            arm.show();
            published++;
        }
        return published;
    }

    private PublishVersion version(ArmRun arm, AdapterFile file) {
        ArmState state = arm.state();
        Lineage lineage = new Lineage(
                experiment.name(),
                arm.arm().name(),
                arm.arm().hyperparameters(),
                state.digest(),
                surroundings.trainers().backboneDigest(),
                Topics.SCORED.topicName(),
                state.cursor().ranges(),
                state.examples(),
                state.steps());
        return new PublishVersion(file.digest(), file.config(), experiment.labels(), lineage);
    }
}
