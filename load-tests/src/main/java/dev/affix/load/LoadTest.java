package dev.affix.load;

import dev.affix.datasets.DatasetException;
import dev.affix.datasets.LabelledText;
import dev.affix.datasets.WordNetGlosses;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code load-tests/run}: offers load to a running Affix and reports latency from the intended send time. */
@Command(
        name = "load-tests/run",
        mixinStandardHelpOptions = true,
        description = "Sends requests through Kafka on a fixed schedule and reports how long the predictions took.")
public final class LoadTest implements Callable<Integer> {
    @Option(
            names = "--bootstrap-servers",
            required = true,
            description = "The broker of a running Affix with at least one running experiment.")
    private String bootstrapServers = "";

    @Option(names = "--rate", defaultValue = "20", description = "Requests per second. Default: ${DEFAULT-VALUE}.")
    private double rate;

    @Option(names = "--seconds", defaultValue = "60", description = "Measured time. Default: ${DEFAULT-VALUE}.")
    private int seconds;

    @Option(names = "--warm-up", defaultValue = "10", description = "Seconds before it. Default: ${DEFAULT-VALUE}.")
    private int warmUp;

    @Option(
            names = "--drain",
            defaultValue = "60",
            description = "Seconds to wait for late answers. Default: ${DEFAULT-VALUE}.")
    private int drain;

    @Option(names = "--report", description = "File to write the report to, as Markdown; printed anyway.")
    private @Nullable Path report;

    @Option(
            names = "--percentiles",
            description = "File to write the latency's percentile distribution to (HdrHistogram's text format, ms).")
    private @Nullable Path percentiles;

    private LoadTest() {}

    /** Runs the command; exits with 0 when every request was answered exactly once, 1 otherwise, 2 for wrong usage. */
    public static void main(String[] args) {
        System.exit(new CommandLine(new LoadTest()).execute(args));
    }

    @Override
    public Integer call() throws DatasetException, InterruptedException, IOException {
        List<String> texts = WordNetGlosses.read().shuffled(1).stream()
                .limit(10_000)
                .map(LabelledText::text)
                .toList();
        Schedule schedule = Schedule.of(rate, Duration.ofSeconds(seconds), Duration.ofSeconds(warmUp));
        Generator generator = new Generator(
                bootstrapServers,
                schedule,
                texts,
                "load-" + UUID.randomUUID().toString().substring(0, 8),
                Duration.ZERO);
        System.err.printf(Locale.ROOT, "Sending %d requests at %.1f per second...%n", schedule.total(), rate);
        Report result = generator.run(
                Duration.ofSeconds(drain), sent -> System.err.printf("\r%d of %d sent", sent, schedule.total()));
        System.err.println();
        System.out.print(result.markdown());
        if (report != null) {
            Files.writeString(report, result.markdown());
        }
        if (percentiles != null) {
            try (PrintStream out = new PrintStream(
                    Files.newOutputStream(percentiles), false, java.nio.charset.StandardCharsets.UTF_8)) {
                result.latency().outputPercentileDistribution(out, 1000.0);
            }
        }
        return result.unanswered() == 0 && result.duplicates() == 0 ? 0 : 1;
    }
}
