package dev.affix.load.swaps;

import dev.affix.datasets.LabelledText;
import dev.affix.datasets.WordNetGlosses;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code load-tests/swaps}: versions change under load. */
@Command(
        name = "load-tests/swaps",
        mixinStandardHelpOptions = true,
        usageHelpWidth = 100,
        description =
                "Publishes versions while requests come, and checks every answer: none lost, none twice, each by the"
                        + " version it names, and none by an older one than was acknowledged.")
public final class SwapTest implements Callable<Integer> {
    @Option(names = "--swaps", defaultValue = "1000", description = "Versions to publish. Default: ${DEFAULT-VALUE}.")
    private int swaps;

    @Option(names = "--replicas", defaultValue = "2", description = "Of inference. Default: ${DEFAULT-VALUE}.")
    private int replicas;

    @Option(
            names = "--rate",
            defaultValue = "20",
            description = "Requests per second through Kafka. Default: ${DEFAULT-VALUE}.")
    private double rate;

    @Option(
            names = "--kill-every",
            defaultValue = "0",
            description =
                    "Kill a replica in mid-stream, in turn, after so many versions, and start it again; 0 is never."
                            + " Default: ${DEFAULT-VALUE}.")
    private int killEvery;

    @Option(names = "--home", required = true, description = "The repository's top folder, with built services.")
    private Path home = Path.of(".");

    @Option(names = "--report", description = "File to write the report to, as Markdown; printed anyway.")
    private @Nullable Path report;

    private SwapTest() {}

    /** Runs the command; exits with 0 when no answer was wrong, 1 otherwise, 2 for wrong usage. */
    public static void main(String[] args) {
        System.exit(new CommandLine(new SwapTest()).execute(args));
    }

    @Override
    public Integer call() throws Exception {
        List<String> texts = WordNetGlosses.read().shuffled(1).stream()
                .limit(2_000)
                .map(LabelledText::text)
                .toList();
        Path directory = Files.createTempDirectory(Files.createDirectories(home.resolve("target")), "swaps");
        System.err.println("Starting Affix in " + directory + "...");
        SwapReport result = new SwapRun(
                        home.toAbsolutePath(), directory.toAbsolutePath(), replicas, swaps, rate, killEvery)
                .run(texts, done -> {
                    if (done % Math.max(1, swaps / 20) == 0) {
                        System.err.printf("%d of %d swaps%n", done, swaps);
                    }
                });
        System.err.println();
        System.out.print(result.markdown());
        if (report != null) {
            Files.writeString(report, result.markdown());
        }
        return result.problems().isEmpty() ? 0 : 1;
    }
}
