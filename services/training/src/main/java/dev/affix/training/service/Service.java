package dev.affix.training.service;

import dev.affix.kafka.StartRefusedException;
import dev.affix.prefix.backbone.BackboneException;
import dev.affix.prefix.backbone.BackboneWeights;
import dev.affix.prefix.engine.EngineSettings;
import dev.affix.prefix.engine.Precision;
import dev.affix.training.checkpoint.CheckpointStore;
import dev.affix.training.checkpoint.StateDirectory;
import dev.affix.training.config.TrainingConfig;
import dev.affix.training.engine.PrefixTrainers;
import dev.affix.training.lifecycle.StopSignal;
import dev.affix.training.meters.Meters;
import dev.affix.training.registry.RegistryApi;
import dev.affix.training.run.ExperimentProgress;
import dev.affix.training.run.ExperimentProgress.Status;
import dev.affix.training.run.ExperimentRuns;
import dev.affix.training.run.ExperimentRuns.Needs;
import dev.affix.training.stream.Clients;
import dev.affix.training.stream.DeadLetters;
import dev.affix.training.stream.ExperimentFollower;
import dev.affix.training.stream.ScoredReader;
import dev.affix.training.stream.ScoredTopic;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.producer.Producer;
import org.eclipse.microprofile.rest.client.inject.RestClient;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Puts the service together. Lifecycle: {@link #start} once, refusing if it cannot run; {@link #stop} once, after which
 * every experiment has a checkpoint.
 */
@ApplicationScoped
public class Service {
    private static final Logger LOG = Logger.getLogger(Service.class);
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final TrainingConfig config;
    private final Clients clients;
    private final RegistryApi registry;
    private final Meters meters;
    private final StopSignal stop = new StopSignal();
    private final Deque<AutoCloseable> opened = new ArrayDeque<>();
    private volatile @Nullable ExperimentRuns runs;
    private volatile @Nullable ExperimentFollower follower;
    private volatile @Nullable Thread thread;

    Service(TrainingConfig config, Clients clients, @RestClient RegistryApi registry, Meters meters) {
        this.config = config;
        this.clients = clients;
        this.registry = registry;
        this.meters = meters;
    }

    /**
     * Loads the backbone and begins to follow experiments.
     *
     * @throws StartRefusedException saying what is wrong, where, and what to do
     */
    public void start() {
        ScoredTopic scored = ScoredTopic.find(clients);
        opened.push(StateDirectory.take(config.state()));
        PrefixTrainers trainers = trainers();
        opened.push(trainers);
        Producer<byte[], byte[]> producer = clients.writer();
        opened.push(producer);
        DeadLetters deadLetters = new DeadLetters(producer, meters::deadLetter);
        ExecutorService workers = workers();
        opened.push(workers::shutdown);
        ExperimentRuns made = new ExperimentRuns(new Needs(
                trainers,
                workers,
                registry,
                new CheckpointStore(config.state()),
                () -> new ScoredReader(clients.reader(), scored.partitions(), trainers, deadLetters),
                scored,
                meters,
                meters::started,
                config.maxBuffered(),
                config.checkpointEvery()));
        runs = made;
        ExperimentFollower following = new ExperimentFollower(clients::reader, made::apply, deadLetters, stop);
        follower = following;
        Thread started = new Thread(following, "affix-experiments");
        thread = started;
        started.start();
    }

    /** Ends every experiment with a checkpoint and releases everything. */
    public void stop() {
        stop.stop();
        Thread started = thread;
        if (started != null) {
            try {
                started.join(PATIENCE.toMillis());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        ExperimentRuns made = runs;
        if (made != null && !made.stop(PATIENCE)) {
            return; // A step in the engine would crash on a backbone that is closed under it.
        }
        while (!opened.isEmpty()) {
            try {
                opened.pop().close();
            } catch (Exception e) {
                LOG.warn("While stopping", e);
            }
        }
    }

    /** Returns where each experiment stands. */
    public List<ExperimentProgress> progress() {
        ExperimentRuns made = runs;
        return made == null ? List.of() : made.progress();
    }

    /** Returns whether the thread that follows experiments, once started, lives. */
    public boolean alive() {
        Thread started = thread;
        return started == null || started.isAlive();
    }

    /** Returns what keeps the service from being ready, if anything. */
    public Optional<String> notReady() {
        ExperimentFollower following = follower;
        if (following == null) {
            return Optional.of("loading the backbone");
        }
        if (!following.caughtUp()) {
            return Optional.of("reading experiments");
        }
        return progress().stream().flatMap(each -> problem(each).stream()).findFirst();
    }

    private static Optional<String> problem(ExperimentProgress experiment) {
        if (experiment.status() == Status.STARTING || experiment.status() == Status.RUNNING) {
            String problem = experiment.problem();
            if (problem != null) {
                return Optional.of("experiment " + experiment.name() + ": " + problem);
            }
        }
        return experiment.status() == Status.STARTING
                ? Optional.of("experiment " + experiment.name() + " is starting")
                : Optional.empty();
    }

    private PrefixTrainers trainers() {
        try {
            BackboneWeights weights = BackboneWeights.load(
                    config.backbone(), config.backboneDigest().orElse(null));
            EngineSettings settings =
                    new EngineSettings(config.intraOpThreads(), config.device(), Precision.of(config.precision()));
            settings.advice().ifPresent(LOG::warn);
            PrefixTrainers trainers = new PrefixTrainers(weights, settings, config.maxTokens());
            LOG.infof("Backbone %s (%s) is loaded", weights.name(), weights.digest());
            return trainers;
        } catch (BackboneException e) {
            throw new StartRefusedException(String.valueOf(e.getMessage()), e);
        } catch (RuntimeException e) {
            throw new StartRefusedException(
                    "The engine cannot run backbone " + config.backbone() + " on " + config.device() + ": " + e
                            + ". Check AFFIX_TRAINING_DEVICE and AFFIX_TRAINING_MAX_TOKENS.",
                    e);
        }
    }

    private ExecutorService workers() {
        int threads = config.threads() == 0 ? Runtime.getRuntime().availableProcessors() : config.threads();
        AtomicInteger number = new AtomicInteger();
        return Executors.newFixedThreadPool(threads, task -> {
            Thread worker = new Thread(task, "affix-step-" + number.incrementAndGet());
            worker.setDaemon(true);
            return worker;
        });
    }
}
