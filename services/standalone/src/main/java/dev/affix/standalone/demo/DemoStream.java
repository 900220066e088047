package dev.affix.standalone.demo;

import dev.affix.datasets.Dataset;
import dev.affix.datasets.LabelledText;
import dev.affix.standalone.CommandFailure;
import dev.affix.standalone.ExitCodes;
import dev.affix.standalone.audit.DeadLetters;
import dev.affix.standalone.audit.RunAudit;
import dev.affix.standalone.process.Supervisor;
import dev.affix.standalone.replay.KafkaSink;
import dev.affix.standalone.replay.LabelDelays;
import dev.affix.standalone.replay.RequestIds;
import dev.affix.standalone.replay.Schedule;
import dev.affix.standalone.terminal.Display;
import dev.affix.standalone.terminal.Text;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Streams the part of the data set that is due, through processes that are ready, and reports. */
final class DemoStream {
    private static final Duration TRAINING_LIMIT = Duration.ofMinutes(1);

    private final DemoSettings settings;
    private final Dataset dataset;
    private final RequestIds ids;
    private final Display display;

    DemoStream(DemoSettings settings, Dataset dataset, RequestIds ids, Display display) {
        this.settings = settings;
        this.dataset = dataset;
        this.ids = ids;
        this.display = display;
    }

    /** Streams, waits, prints the tables and the verification; returns the exit code. */
    int run(Services services, Supervisor supervisor, MemoryPeak memory, long start) throws InterruptedException {
        try (RunAudit audit = new RunAudit(services.broker(), ids, dataset.name())) {
            LiveDocument live = stream(services, supervisor, audit.refresh());
            display.status(List.of("  waiting for training to learn from the last examples"));
            TrainingProgress training =
                    services.training().awaitIdle(TRAINING_LIMIT).orElse(null);
            display.clearStatus();
            Map<String, Integer> versions = new LinkedHashMap<>();
            for (ArmPreset arm : settings.arms()) {
                versions.put(arm.label(), services.registry().versions(dataset.name() + "/" + arm.label()));
            }
            display.line("");
            new FinalReport(
                            live,
                            services.control().live().orElse(null),
                            training,
                            versions,
                            audit.majorityShare(),
                            DeadLetters.count(services.broker()),
                            supervisor.children(),
                            memory.bytes(),
                            Duration.ofNanos(System.nanoTime() - start))
                    .lines()
                    .forEach(display::line);
            if (training != null && training.unread() > 0) {
                display.line("Training is " + Text.count(training.unread())
                        + " examples behind: this machine is too slow or too busy for --rate "
                        + Text.rate(settings.rate()) + ". A later run goes on from there.");
            }
            List<String> failures = training == null ? List.of("it does not answer") : training.failures();
            failures.forEach(failure -> display.line(
                    "Training has stopped: " + failure + " (see logs/training.log in the data directory)"));
            int exitCode = verified(audit, live);
            return failures.isEmpty() ? exitCode : ExitCodes.FAILURE;
        }
    }

    private LiveDocument stream(Services services, Supervisor supervisor, RunAudit audit) throws InterruptedException {
        List<LabelledText> examples = dataset.shuffled(settings.seed());
        List<Integer> unlabelled = audit.unlabelled();
        List<Integer> fresh = audit.fresh(settings.events(), examples.size());
        if (fresh.isEmpty() && audit.missing().isEmpty()) {
            throw CommandFailure.usage("All " + Text.count(examples.size()) + " examples of " + dataset.name()
                    + " have been streamed here. Choose another --seed and --data-dir.");
        }
        if (fresh.size() < settings.events()) {
            display.line("Only " + Text.count(fresh.size()) + " examples are left.");
        }
        if (audit.requests() > 0) {
            display.line("Continuing after " + Text.count(audit.requests()) + " requests"
                    + (unlabelled.isEmpty() ? "" : ", of which " + unlabelled.size() + " still need their label"));
        }
        Schedule schedule = Schedule.of(
                unlabelled, fresh, settings.rate(), new LabelDelays(settings.seed(), settings.labelDelay()));
        try (KafkaSink sink = new KafkaSink(services.broker(), ids, examples, Clock.systemUTC())) {
            return new Streaming(supervisor, services, audit, display).run(schedule, fresh.size(), sink);
        }
    }

    private int verified(RunAudit audit, LiveDocument live) {
        display.line("Verified from the topics: " + audit.refresh().summary() + ".");
        if (!live.caughtUp(audit.scoredInAll())) {
            // Only requests that others sent can be without a label here.
            display.line("The comparison is held up at " + Text.count(live.compared()) + " examples: "
                    + Text.count(live.counts().pending()) + " requests that this command did not send wait for their"
                    + " label.");
            return audit.holds() ? ExitCodes.OK : ExitCodes.FAILURE;
        }
        List<String> disagreements = CrossCheck.disagreements(live, audit.tallies());
        disagreements.forEach(disagreement -> display.line("Disagreement: " + disagreement));
        return audit.holds() && disagreements.isEmpty() ? ExitCodes.OK : ExitCodes.FAILURE;
    }
}
