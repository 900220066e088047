package dev.affix.lab.convergence;

import dev.affix.lab.study.Results;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ./affix lab convergence}. */
@Command(
        name = "convergence",
        description = {
            "How fast prompts are found from data, with and without sharing between keys and values: a simulation of the"
                    + " paper's regression model (arXiv 2410.02200, section 4).",
            "A study that was stopped goes on where it was."
        })
public final class ConvergenceCommand implements Callable<Integer> {
    private static final long REPORT_EVERY = Duration.ofSeconds(5).toNanos();

    @Option(
            names = "--sizes",
            split = ",",
            paramLabel = "N",
            defaultValue = "200,400,800,1600,3200,6400,12800",
            description = "Numbers of examples. Default: ${DEFAULT-VALUE}.")
    private List<Integer> sizes = List.of();

    @Option(names = "--repeats", defaultValue = "40", description = "Samples per size. Default: ${DEFAULT-VALUE}.")
    private int repeats;

    @Option(names = "--seed", defaultValue = "42", description = "Default: ${DEFAULT-VALUE}.")
    private long seed;

    @Option(names = "--threads", description = "Default: the number of processors.")
    private int threads = Runtime.getRuntime().availableProcessors();

    @Option(
            names = "--output",
            paramLabel = "FOLDER",
            defaultValue = "target/affix-lab/convergence",
            description = "Where trials.csv, results.json and report.html go. Default: ${DEFAULT-VALUE}.")
    private Path output = Path.of("");

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws IOException, InterruptedException {
        check(
                sizes.size() >= 2 && sizes.stream().allMatch(n -> n >= 20),
                "--sizes needs two sizes or more, each at least 20");
        check(repeats >= 3, "--repeats must be at least 3");
        check(threads >= 1, "--threads must be at least 1");
        long begin = System.nanoTime();
        long[] shown = {0};
        Map<Trial, VoronoiLoss> losses = new Study(output.resolve("trials.csv"), seed)
                .run(Study.trials(sizes, repeats), threads, (done, all) -> {
                    long now = System.nanoTime();
                    if (done.equals(all) || now - shown[0] > REPORT_EVERY) {
                        shown[0] = now;
                        System.out.printf("%,d of %,d fits, %d s%n", done, all, (now - begin) / 1_000_000_000);
                    }
                });
        Report report = new Report(lineage((System.nanoTime() - begin) / 1_000_000_000), Findings.of(losses, seed));
        report.write(output);
        System.out.println();
        System.out.print(report.table());
        System.out.println();
        System.out.println("Written: " + output.resolve("report.html"));
        return 0;
    }

    private Map<String, Object> lineage(long seconds) {
        Map<String, Object> lineage = Results.lineage("./affix lab convergence --sizes "
                + String.join(",", sizes.stream().map(String::valueOf).toList()) + " --repeats " + repeats
                + " --seed " + seed);
        lineage.put("threads", threads);
        lineage.put("seconds of this run", seconds);
        lineage.put("true prompts", Truth.ATOMS);
        lineage.put("noise, standard deviation", Truth.NOISE);
        lineage.put("starts within", LeastSquares.RADIUS + " of the truth in every parameter");
        return lineage;
    }

    private void check(boolean condition, String message) {
        if (!condition && spec != null) {
            throw new CommandLine.ParameterException(spec.commandLine(), message);
        }
    }
}
