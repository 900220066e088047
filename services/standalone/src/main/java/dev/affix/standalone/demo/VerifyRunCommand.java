package dev.affix.standalone.demo;

import dev.affix.standalone.CommandFailure;
import dev.affix.standalone.ExitCodes;
import dev.affix.standalone.audit.RunAudit;
import dev.affix.standalone.process.PidFile;
import dev.affix.standalone.process.Ports;
import dev.affix.standalone.process.RestartPolicy;
import dev.affix.standalone.process.Supervisor;
import dev.affix.standalone.terminal.Display;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code affix verify-run}. */
@Command(
        usageHelpWidth = 100,
        abbreviateSynopsis = true,
        name = "verify-run",
        description = {
            "Reads the topics of a demo and says whether every request has exactly one scored record.",
            "Works while the demo runs; starts its broker for the time being if it does not.",
            ""
        },
        footer = {"", "Exit codes: 0 every request has exactly one, 1 not so, 2 wrong options."})
public final class VerifyRunCommand implements Callable<Integer> {
    @Option(
            names = "--data-dir",
            paramLabel = "DIR",
            description = "The demo's data directory (default: target/affix-demo/wordnet in the repository).")
    private @Nullable Path dataDirectory;

    @Override
    public Integer call() throws IOException, InterruptedException {
        Path path =
                dataDirectory == null ? Installation.find().home().resolve("target/affix-demo/wordnet") : dataDirectory;
        DataDirectory directory = DataDirectory.of(path);
        RunManifest manifest = Files.isDirectory(path) ? directory.manifest().orElse(null) : null;
        if (manifest == null) {
            throw CommandFailure.usage(path + " is not the data directory of a demo. Name one with --data-dir.");
        }
        LauncherLog.to(directory);
        Display display = Display.standard();
        try (FileChannel lock = directory.lock()) {
            if (lock == null) {
                Endpoints endpoints = directory
                        .endpoints()
                        .orElseThrow(
                                () -> CommandFailure.failed("The demo in " + path + " is only starting. Try later."));
                return verify(endpoints.broker(), manifest, display);
            }
            return verifyStopped(directory, manifest, display);
        }
    }

    private static int verifyStopped(DataDirectory directory, RunManifest manifest, Display display)
            throws InterruptedException {
        PidFile pidFile = new PidFile(directory.pidFile());
        pidFile.endLeftovers(directory.mark(), Duration.ofSeconds(10));
        Programs programs = new Programs(
                Installation.find(), directory, new Ports(new SplittableRandom()), HttpClient.newHttpClient());
        Supervisor supervisor = Supervisor.start(RestartPolicy.DEFAULT, pidFile, display::line);
        try (Shutdown shutdown = new Shutdown(supervisor, display)) {
            new Startup(supervisor, programs, display).broker();
            return verify(programs.endpoints().broker(), manifest, display);
        }
    }

    private static int verify(String broker, RunManifest manifest, Display display) {
        try (RunAudit audit = new RunAudit(broker, manifest.requestIds(), manifest.dataset())) {
            display.line(audit.refresh().summary());
            return audit.holds() ? ExitCodes.OK : ExitCodes.FAILURE;
        }
    }
}
