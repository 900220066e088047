package dev.affix.training.tuning;

import dev.affix.contracts.Arm;
import dev.affix.prefix.training.Example;
import dev.affix.prefix.training.StepReport;
import dev.affix.training.batch.BatchCutter;
import dev.affix.training.batch.ExampleLog;
import java.time.Duration;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** One arm: its cutter, its trainer and where they stand. Used by one thread at a time; {@link #progress} by any. */
final class ArmRun {
    private static final Logger LOG = Logger.getLogger(ArmRun.class);

    private final String experiment;
    private final Arm arm;
    private final ExampleLog<Example> log;
    private final BatchCutter<Example> cutter;
    private final RecentSteps recent = new RecentSteps();
    private final TuningListener listener;
    private @Nullable ArmTrainer trainer;
    private ArmState state;
    private volatile ArmProgress progress;

    /** @param trainer null for an arm that has failed */
    ArmRun(
            String experiment,
            Arm arm,
            ExampleLog<Example> log,
            ArmState state,
            @Nullable ArmTrainer trainer,
            TuningListener listener) {
        this.experiment = experiment;
        this.arm = arm;
        this.log = log;
        this.cutter = new BatchCutter<>(log, arm.hyperparameters().batchSize(), state.cursor());
        this.listener = listener;
        this.trainer = trainer;
        this.state = state;
        this.progress = snapshot();
    }

    Arm arm() {
        return arm;
    }

    ArmState state() {
        return state;
    }

    ArmProgress progress() {
        return progress;
    }

    boolean alive() {
        return state.failure() == null;
    }

    boolean ready() {
        return alive() && cutter.ready();
    }

    ArmTrainer trainer() {
        ArmTrainer mine = trainer;
        if (mine == null) {
            throw new IllegalStateException("Arm " + experiment + "/" + arm.name() + " has no trainer");
        }
        return mine;
    }

    /** Takes one step on the next batch. An arm that cannot is failed; it throws nothing. */
    void step() {
        var batch = cutter.next();
        long began = System.nanoTime();
        try {
            StepReport report = trainer().step(batch);
            state = state.stepped(cutter.cursor(), batch.size());
            recent.add(report);
            listener.stepped(experiment, arm.name(), report, Duration.ofNanos(System.nanoTime() - began));
            if (!Double.isFinite(report.loss()) || !Double.isFinite(report.gradientNorm())) {
                throw new ArithmeticException(
                        "Step " + state.steps() + " has loss " + report.loss() + "; lower the learning rates");
            }
        } catch (ArithmeticException e) {
            fail(String.valueOf(e.getMessage()), null);
        } catch (RuntimeException e) {
            fail("Step " + (state.steps() + 1) + " failed: " + e, e);
        }
    }

    void published(String digest) {
        state = state.published(digest);
        listener.published(experiment, arm.name());
    }

    void fail(String why, @Nullable RuntimeException cause) {
        LOG.errorf(
                cause,
                "Arm %s/%s is failed and learns no more (other arms go on): %s. Its newest version stays served.",
                experiment,
                arm.name(),
                why);
        state = state.failed(why);
        listener.failed(experiment, arm.name());
        close();
    }

    /** Makes the current state what {@link #progress} shows. */
    void show() {
        progress = snapshot();
    }

    void close() {
        ArmTrainer mine = trainer;
        trainer = null;
        if (mine != null) {
            mine.close();
        }
    }

    private ArmProgress snapshot() {
        return new ArmProgress(
                arm.name(),
                arm.hyperparameters().variant(),
                state.examples(),
                state.steps(),
                recent.loss(),
                recent.meanLoss(),
                recent.gradientNorm(),
                state.digest(),
                log.ahead(state.cursor()),
                state.failure());
    }
}
