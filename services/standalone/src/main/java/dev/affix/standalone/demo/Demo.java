package dev.affix.standalone.demo;

import dev.affix.datasets.Dataset;
import dev.affix.standalone.CommandFailure;
import dev.affix.standalone.process.PidFile;
import dev.affix.standalone.process.Ports;
import dev.affix.standalone.process.RestartPolicy;
import dev.affix.standalone.process.Supervisor;
import dev.affix.standalone.terminal.Display;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.channels.FileChannel;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;

/** One run of the demo: takes its directory, starts the processes, streams, and stops everything whatever happens. */
final class Demo {
    private static final Duration LEFTOVER_GRACE = Duration.ofSeconds(10);

    private final DemoSettings settings;
    private final Dataset dataset;
    private final DataDirectory directory;
    private final Display display;
    private final long start = System.nanoTime();

    Demo(DemoSettings settings, Dataset dataset, Display display) {
        this.settings = settings;
        this.dataset = dataset;
        this.directory = DataDirectory.of(settings.dataDirectory());
        this.display = display;
    }

    /** Runs it; returns the exit code. */
    int run() throws InterruptedException, IOException {
        try (FileChannel lock = directory.lock()) {
            if (lock == null) {
                throw CommandFailure.usage("Another ./affix uses " + directory.path()
                        + ". Stop it (Ctrl-C where it runs), or choose another --data-dir.");
            }
            RunManifest manifest = RunManifest.of(dataset, settings);
            directory.manifest().ifPresent(earlier -> earlier.requireSame(manifest, directory.path()));
            PidFile pidFile = new PidFile(directory.pidFile());
            List<String> leftovers = pidFile.endLeftovers(directory.mark(), LEFTOVER_GRACE);
            if (!leftovers.isEmpty()) {
                display.line("Ended what a killed run left behind: " + String.join(", ", leftovers));
            }
            directory.write(manifest);
            return supervised(pidFile, manifest);
        }
    }

    private int supervised(PidFile pidFile, RunManifest manifest) throws InterruptedException {
        HttpClient http =
                HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();
        Programs programs = new Programs(Installation.find(), directory, new Ports(new SplittableRandom()), http);
        Endpoints endpoints = programs.endpoints();
        directory.write(endpoints);
        Services services = Services.at(endpoints, http, dataset.name());
        Supervisor supervisor = Supervisor.start(RestartPolicy.DEFAULT, pidFile, news -> display.line("  " + news));
        try (Shutdown shutdown = new Shutdown(supervisor, display);
                MemoryPeak memory = new MemoryPeak(supervisor, directory)) {
            display.line("Starting; logs are in " + Installation.shown(directory.logs()));
            new Startup(supervisor, programs, display)
                    .everything(
                            settings.partitions(),
                            List.of(DemoExperiment.of(dataset, settings), DemoExperiment.control(dataset, settings)),
                            services.registry());
            display.line("Live page: " + endpoints.metrics() + "/");
            DemoStream stream = new DemoStream(settings, dataset, manifest.requestIds(), display);
            int exitCode = stream.run(services, supervisor, memory, start);
            if (settings.keep()) {
                display.line("Everything keeps running. Live page: " + endpoints.metrics() + "/ , registry: "
                        + endpoints.registry() + ", Kafka: " + endpoints.broker());
                display.line("Ctrl-C stops it.");
                shutdown.keep(exitCode);
            }
            return exitCode;
        }
    }
}
