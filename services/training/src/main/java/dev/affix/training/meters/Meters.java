package dev.affix.training.meters;

import dev.affix.contracts.Arm;
import dev.affix.contracts.DeadLetter;
import dev.affix.prefix.training.StepReport;
import dev.affix.training.run.ExperimentProgress;
import dev.affix.training.run.ExperimentRuns.Started;
import dev.affix.training.tuning.ArmProgress;
import dev.affix.training.tuning.TuningListener;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * The service's meters. Tags are experiment, arm and a small fixed set of reasons: never a request id or a digest.
 * Thread-safe.
 */
@ApplicationScoped
public class Meters implements TuningListener {
    private final MeterRegistry registry;

    /** Creates one. */
    public Meters(MeterRegistry registry) {
        this.registry = registry;
    }

    /** Registers the gauges of an experiment's arms. */
    public void started(Started run) {
        for (Arm arm : run.experiment().arms()) {
            Tags tags = tags(run.experiment().name(), arm.name());
            gauge(run, arm, tags, "examples", "Examples the arm learned from", ArmProgress::examples);
            gauge(run, arm, tags, "steps", "Optimizer steps", ArmProgress::steps);
            gauge(run, arm, tags, "loss", "Mean cross-entropy of the last batches, in nats", p -> or(p.rollingLoss()));
            gauge(run, arm, tags, "gradient.norm", "Norm of the last gradient", p -> or(p.gradientNorm()));
            gauge(run, arm, tags, "failed", "1 if the arm failed", p -> p.failure() == null ? 0 : 1);
            lag(run, arm, tags);
        }
    }

    @Override
    public void stepped(String experiment, String arm, StepReport report, Duration took) {
        Tags tags = tags(experiment, arm);
        Timer.builder("affix.training.step")
                .description("Time of one optimizer step")
                .tags(tags)
                .register(registry)
                .record(took);
        if (report.clipped()) {
            registry.counter("affix.training.clipped.steps", tags).increment();
        }
    }

    @Override
    public void published(String experiment, String arm) {
        registry.counter("affix.training.versions", tags(experiment, arm)).increment();
    }

    @Override
    public void failed(String experiment, String arm) {
        registry.counter("affix.training.failures", tags(experiment, arm)).increment();
    }

    /** A record went to the dead letters. */
    public void deadLetter(DeadLetter.Reason reason) {
        registry.counter("affix.dead.letters", "reason", reason.code()).increment();
    }

    private void lag(Started run, Arm arm, Tags tags) {
        Supplier<Number> value = () -> {
            ExperimentProgress progress = run.progress().get();
            return progress.unread()
                    + progress.arms().stream()
                            .filter(each -> each.arm().equals(arm.name()))
                            .mapToLong(ArmProgress::waiting)
                            .sum();
        };
        Gauge.builder("affix.training.lag", value)
                .description("Examples read and not learned from, plus records not read")
                .tags(tags)
                .register(registry);
    }

    private void gauge(
            Started run, Arm arm, Tags tags, String name, String description, ToDoubleFunction<ArmProgress> value) {
        Supplier<Number> current = () -> run.progress().get().arms().stream()
                .filter(each -> each.arm().equals(arm.name()))
                .mapToDouble(value)
                .findFirst()
                .orElse(Double.NaN);
        Gauge.builder("affix.training." + name, current)
                .description(description)
                .tags(tags)
                .register(registry);
    }

    private static double or(@Nullable Double value) {
        return value == null ? Double.NaN : value;
    }

    private static Tags tags(String experiment, String arm) {
        return Tags.of("experiment", experiment, "arm", arm);
    }
}
