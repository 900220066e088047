package dev.affix.lab.sampleefficiency;

import dev.affix.datasets.Dataset;
import dev.affix.lab.study.DatasetOption;
import dev.affix.lab.study.Learner;
import dev.affix.lab.study.RunLog;
import dev.affix.lab.study.Split;
import dev.affix.lab.study.StudyOptions;
import dev.affix.lab.study.VariantsOption;
import dev.affix.prefix.backbone.BackboneWeights;
import dev.affix.prefix.engine.Precision;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ./affix lab sample-efficiency}. */
@Command(
        name = "sample-efficiency",
        description = {
            "How many labelled examples each variant needs: accuracy over training sizes and seeds, after the same search of"
                    + " learning rates for every variant.",
            "A study that was stopped goes on where it was; one that asks for more runs only what is missing."
        })
public final class SampleEfficiencyCommand implements Callable<Integer> {
    @Mixin
    private DatasetOption dataset = new DatasetOption();

    @Option(
            names = "--fractions",
            split = ",",
            paramLabel = "F",
            defaultValue = "0.01,0.05,0.1,0.25,0.5,1",
            description = "Parts of the pool to train on. Default: ${DEFAULT-VALUE}.")
    private List<Double> fractions = List.of();

    @Mixin
    private VariantsOption variants = new VariantsOption("no-share,simple-share,deep-share,separate-mlp,linear-probe");

    @Option(
            names = "--examples",
            paramLabel = "N",
            defaultValue = "4000",
            description = "Size of the pool: fraction 1. Default: ${DEFAULT-VALUE}.")
    private int examples;

    @Option(
            names = "--tuning",
            paramLabel = "N",
            defaultValue = "1000",
            description = "Examples to train on while rates are chosen, set aside. Default: ${DEFAULT-VALUE}.")
    private int tuning;

    @Option(
            names = "--rates",
            paramLabel = "N",
            defaultValue = "11",
            description =
                    "Most learning rates (of prefix and head) that a variant's search may try. Default: ${DEFAULT-VALUE}.")
    private int rates;

    @Option(
            names = "--validation",
            paramLabel = "N",
            defaultValue = "1000",
            description = "Examples to choose rates by, set aside. Default: ${DEFAULT-VALUE}.")
    private int validation;

    @Option(
            names = "--test",
            paramLabel = "N",
            defaultValue = "1000",
            description = "Examples to test on, per seed. Default: ${DEFAULT-VALUE}.")
    private int test;

    @Option(names = "--epochs", defaultValue = "10", description = "Passes. Default: ${DEFAULT-VALUE}.")
    private int epochs;

    @Option(
            names = "--min-steps",
            paramLabel = "N",
            defaultValue = "100",
            description = "Least number of steps, however few the examples. Default: ${DEFAULT-VALUE}.")
    private int minSteps;

    @Option(names = "--batch", defaultValue = "16", description = "Examples per step. Default: ${DEFAULT-VALUE}.")
    private int batch;

    @Option(
            names = "--precision",
            defaultValue = "FLOAT32",
            description = "Numbers of the backbone's matrices: ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
    private Precision precision = Precision.FLOAT32;

    @Option(
            names = {"--output", "--out"},
            paramLabel = "FOLDER",
            description = "Where runs.jsonl, runs.csv, results.json, report.html and summary.md go."
                    + " Default: target/affix-lab/sample-efficiency/DATASET.")
    private @Nullable Path output;

    @Mixin
    private StudyOptions options = new StudyOptions();

    @Override
    public Integer call() throws IOException, InterruptedException {
        Plan plan = plan();
        Dataset data = dataset.read();
        Path folder = output == null ? Path.of("target", "affix-lab", "sample-efficiency", data.name()) : output;
        Split split = new Split(data.examples(), tuning, validation, test);
        options.check(
                examples <= split.available(),
                "--examples is " + examples + "; " + data.name() + " has " + split.available()
                        + " left to train on after tuning, validation and test");
        BackboneWeights weights = options.weights();
        Map<String, Object> material = options.material(data, weights);
        if (precision != Precision.FLOAT32) {
            // Absent for the default, so that logs of before this option go on.
            material.put("precision", precision.name());
        }
        try (Learner learner = new Learner(weights, precision, data.labels(), options.maxTokens())) {
            Study study = new Study(plan, material, new RunLog(folder.resolve("runs.jsonl")), new Console());
            Study.Results results = study.run(options.workers(), new Tuner(plan, split, learner));
            Report report = new Report(options.lineage(command(), data, weights), plan, results, material);
            report.write(folder);
            System.out.println();
            System.out.print(report.summary());
            System.out.println();
            System.out.println("Written: " + folder.resolve("report.html"));
        }
        return 0;
    }

    private Plan plan() {
        options.check(
                !fractions.isEmpty() && fractions.stream().allMatch(f -> f > 0 && f <= 1),
                "--fractions must be above 0 and at most 1");
        options.check(examples >= 1, "--examples must be at least 1");
        options.check(
                tuning >= 1 && validation >= 1 && test >= 1, "--tuning, --validation and --test must be at least 1");
        options.check(
                epochs >= 1 && minSteps >= 1 && batch >= 1, "--epochs, --min-steps and --batch must be at least 1");
        options.check(rates >= 1, "--rates must be at least 1");
        options.check();
        List<Integer> sizes = fractions.stream()
                .map(f -> Math.max(1, (int) Math.round(f * examples)))
                .distinct()
                .sorted()
                .toList();
        return new Plan(
                variants.variants(), sizes, options.seeds(), tuning, rates, validation, test, epochs, minSteps, batch);
    }

    private String command() {
        return "./affix lab sample-efficiency --dataset " + dataset + " --fractions "
                + StudyOptions.joined(fractions) + " --variants " + variants + " --examples "
                + examples + " --tuning " + tuning + " --rates " + rates + " --validation " + validation + " --test "
                + test + " --epochs " + epochs + " --min-steps " + minSteps + " --batch " + batch + " --precision "
                + precision;
    }

    /** A line per trial, with the time that is left at the speed so far. */
    private static final class Console implements Study.Progress {
        private final long begin = System.nanoTime();
        private long worked;

        @Override
        public void done(Trial trial, Outcome outcome, long work, long left) {
            worked += work;
            double seconds = (System.nanoTime() - begin) / 1e9;
            System.out.printf(
                    "%s %s, %d examples, seed %d, rates x %.2g and x %.2g: %.1f %% of %d (%.0f s); %.0f s so far, about %.0f s left%n",
                    trial.tuning() ? "tuning" : "test",
                    trial.variant().label(),
                    trial.examples(),
                    trial.seed(),
                    trial.rates().prefixFactor(),
                    trial.rates().headFactor(),
                    100 * outcome.accuracy(),
                    outcome.scored(),
                    outcome.seconds(),
                    seconds,
                    seconds / worked * left);
        }
    }
}
