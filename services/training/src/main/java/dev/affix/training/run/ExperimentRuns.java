package dev.affix.training.run;

import dev.affix.contracts.DeadLetter;
import dev.affix.contracts.Experiment;
import dev.affix.contracts.InvalidRecordException;
import dev.affix.training.checkpoint.CheckpointStore;
import dev.affix.training.checkpoint.Identity;
import dev.affix.training.lifecycle.StopSignal;
import dev.affix.training.registry.RegistryApi;
import dev.affix.training.registry.RegistryClient;
import dev.affix.training.run.ExperimentProgress.Status;
import dev.affix.training.stream.ScoredReader;
import dev.affix.training.stream.ScoredTopic;
import dev.affix.training.tuning.ArmTrainers;
import dev.affix.training.tuning.ExperimentTrainer.Surroundings;
import dev.affix.training.tuning.TuningListener;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * Starts, ends and lists the runs of experiments. {@link #apply} and {@link #stop} from one thread, the rest from any.
 */
public final class ExperimentRuns {
    private static final Logger LOG = Logger.getLogger(ExperimentRuns.class);

    private final Needs needs;
    private final StopSignal stop = new StopSignal();
    private final Map<String, ExperimentRun> runs = new ConcurrentSkipListMap<>();
    private final Map<String, ExperimentProgress> untuned = new ConcurrentSkipListMap<>();
    private final Map<String, Thread> threads = new ConcurrentHashMap<>();

    /**
     * What runs need.
     *
     * @param trainers makes trainers
     * @param workers runs steps
     * @param registry the registry's calls
     * @param checkpoints where checkpoints are
     * @param readers makes a reader of the scored examples
     * @param topic the topic they read
     * @param listener hears what arms do
     * @param started hears of each run that starts, with its progress
     * @param maxBuffered as in {@link Surroundings}
     * @param checkpointEvery examples of all arms after which a checkpoint is written in any case
     */
    public record Needs(
            ArmTrainers trainers,
            Executor workers,
            RegistryApi registry,
            CheckpointStore checkpoints,
            Supplier<ScoredReader> readers,
            ScoredTopic topic,
            TuningListener listener,
            Consumer<Started> started,
            int maxBuffered,
            int checkpointEvery) {}

    /** A run that starts. */
    public record Started(Experiment experiment, Supplier<ExperimentProgress> progress) {}

    /** Creates one. */
    public ExperimentRuns(Needs needs) {
        this.needs = needs;
    }

    /**
     * Takes in what was said about an experiment.
     *
     * @throws InvalidRecordException if it cannot be tuned here; other experiments go on
     */
    public void apply(Experiment experiment) throws InvalidRecordException {
        String name = experiment.name();
        ExperimentRun run = runs.get(name);
        if (run != null) {
            if (!experiment.running()) {
                run.finish();
            }
            return;
        }
        if (experiment.generates()) {
            // Nothing is wrong with it, so it is no dead letter.
            untuned.put(
                    name,
                    new ExperimentProgress(
                            name,
                            Status.NOT_TUNED,
                            "its arms generate texts: publish their versions with the registry",
                            0,
                            List.of()));
            return;
        }
        try {
            check(experiment);
        } catch (InvalidRecordException e) {
            if (!experiment.running()) {
                return; // Over, and it was never tuned here.
            }
            untuned.put(
                    name, new ExperimentProgress(name, Status.REFUSED, String.valueOf(e.getMessage()), 0, List.of()));
            throw e;
        }
        untuned.remove(name);
        start(experiment);
    }

    /**
     * Ends every run with a checkpoint, and waits for them at most so long.
     *
     * @return whether all ended: only then may what they use be closed
     */
    public boolean stop(Duration patience) {
        boolean ended = true;
        stop.stop();
        long deadline = System.nanoTime() + patience.toNanos();
        for (Map.Entry<String, Thread> thread : threads.entrySet()) {
            try {
                thread.getValue().join(Math.max(1, (deadline - System.nanoTime()) / 1_000_000));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
            if (thread.getValue().isAlive()) {
                ended = false;
                LOG.warnf("Experiment %s did not end in time; it goes on from its last checkpoint.", thread.getKey());
            }
        }
        return ended;
    }

    /** Returns where each experiment stands, by name. */
    public List<ExperimentProgress> progress() {
        Map<String, ExperimentProgress> all = new ConcurrentSkipListMap<>(untuned);
        runs.forEach((name, run) -> all.put(name, run.progress()));
        return List.copyOf(all.values());
    }

    private void check(Experiment experiment) throws InvalidRecordException {
        String wanted = experiment.backbone();
        String ours = needs.trainers().backboneDigest();
        if (wanted != null && !wanted.equals(ours)) {
            throw new InvalidRecordException(
                    DeadLetter.Reason.INVALID_VALUE,
                    "backbone",
                    "Experiment " + experiment.name() + ": field 'backbone' is " + wanted
                            + ", but this service runs backbone " + ours
                            + ". Start a training service with that backbone.");
        }
        needs.trainers().check(experiment);
    }

    private void start(Experiment experiment) {
        ExperimentRun.Shown shown = new ExperimentRun.Shown();
        RegistryClient registry = new RegistryClient(needs.registry(), stop, shown::problem);
        Identity identity = Identity.of(
                experiment,
                needs.trainers().backboneDigest(),
                needs.trainers().settings(),
                needs.topic().id(),
                needs.topic().partitions());
        ExperimentRun run = new ExperimentRun(
                experiment,
                new Surroundings(needs.trainers(), registry, needs.workers(), needs.listener(), needs.maxBuffered()),
                registry,
                new Checkpoints(needs.checkpoints(), identity),
                needs.readers(),
                stop,
                needs.checkpointEvery(),
                shown);
        if (!experiment.running()) {
            run.finish();
        }
        runs.put(experiment.name(), run);
        needs.started().accept(new Started(experiment, run::progress));
        Thread thread = new Thread(run, "affix-experiment-" + experiment.name());
        threads.put(experiment.name(), thread);
        thread.start();
    }
}
