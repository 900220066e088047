package dev.affix.lab;

import dev.affix.statistics.simulation.AnytimeSimulation;
import dev.affix.statistics.simulation.Options;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ./affix lab anytime}. */
@Command(
        name = "anytime",
        description =
                "Proof by simulation that the comparison of arms can be watched: false alarms, coverage under drift, power,"
                        + " and paired against split, with the usual tests beside it.")
final class AnytimeCommand implements Callable<Integer> {
    @Option(names = "--streams", description = "Streams per scenario. Default: ${DEFAULT-VALUE}.")
    private int streams = Options.FULL.streams();

    @Option(names = "--steps", description = "Examples per stream. Default: ${DEFAULT-VALUE}.")
    private int steps = Options.FULL.steps();

    @Option(names = "--alpha", description = "Level. Default: ${DEFAULT-VALUE}.")
    private double alpha = Options.FULL.alpha();

    @Option(names = "--seed", description = "Default: ${DEFAULT-VALUE}.")
    private long seed = Options.FULL.seed();

    @Option(names = "--threads", description = "Default: the number of processors.")
    private int threads = Options.FULL.threads();

    @Option(
            names = "--output",
            paramLabel = "FOLDER",
            defaultValue = "target/affix-lab/anytime",
            description = "Where results.csv, results.json and report.html go. Default: ${DEFAULT-VALUE}.")
    private Path output = Path.of("");

    @Override
    public Integer call() throws IOException {
        AnytimeSimulation.write(new Options(streams, steps, alpha, seed, threads), output, System.out::println);
        System.out.println("Written: " + output.resolve("report.html"));
        return 0;
    }
}
