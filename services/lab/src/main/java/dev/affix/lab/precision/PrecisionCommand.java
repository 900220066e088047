package dev.affix.lab.precision;

import dev.affix.datasets.Dataset;
import dev.affix.lab.study.DatasetOption;
import dev.affix.lab.study.Learner;
import dev.affix.lab.study.RunLog;
import dev.affix.lab.study.Runner;
import dev.affix.lab.study.Split;
import dev.affix.lab.study.StudyOptions;
import dev.affix.lab.study.VariantsOption;
import dev.affix.prefix.backbone.BackboneWeights;
import dev.affix.prefix.engine.Precision;
import dev.affix.prefix.variant.Variant;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ./affix lab precision}. */
@Command(
        name = "precision",
        description = {
            "What matrices of bfloat16 change in the answers: adapters tuned in float32 and in bfloat16 on the same examples,"
                    + " each served in both, at the variants' preset rates.",
            "A study that was stopped goes on where it was; one that asks for more runs only what is missing."
        })
public final class PrecisionCommand implements Callable<Integer> {
    @Mixin
    private DatasetOption dataset = new DatasetOption();

    @Mixin
    private VariantsOption variants = new VariantsOption("no-share,simple-share,deep-share,linear-probe");

    @Option(
            names = "--tuned-in",
            split = ",",
            paramLabel = "PRECISION",
            defaultValue = "FLOAT32,BFLOAT16",
            description =
                    "FLOAT32 alone leaves tuning in bfloat16 out, which is slow where the processor has no instructions for"
                            + " it. Default: ${DEFAULT-VALUE}.")
    private List<Precision> tunedIn = List.of();

    @Option(
            names = "--examples",
            paramLabel = "N",
            defaultValue = "1000",
            description = "Examples to train on, per seed. Default: ${DEFAULT-VALUE}.")
    private int examples;

    @Option(
            names = "--test",
            paramLabel = "N",
            defaultValue = "1000",
            description = "Examples to test on, per seed. Default: ${DEFAULT-VALUE}.")
    private int test;

    @Option(names = "--epochs", defaultValue = "3", description = "Passes. Default: ${DEFAULT-VALUE}.")
    private int epochs;

    @Option(names = "--batch", defaultValue = "16", description = "Examples per step. Default: ${DEFAULT-VALUE}.")
    private int batch;

    @Option(
            names = {"--output", "--out"},
            paramLabel = "FOLDER",
            description = "Where runs.jsonl, results.json, report.html and summary.md go."
                    + " Default: target/affix-lab/precision/DATASET.")
    private @Nullable Path output;

    @Mixin
    private StudyOptions options = new StudyOptions();

    @Override
    public Integer call() throws IOException, InterruptedException {
        options.check(
                examples >= 1 && test >= 1 && epochs >= 1 && batch >= 1,
                "--examples, --test, --epochs and --batch must be at least 1");
        options.check(
                Answers.COMPARED.containsAll(tunedIn),
                "--tuned-in is " + tunedIn + "; it may have " + Answers.COMPARED + " only");
        options.check(
                tunedIn.contains(Precision.FLOAT32), "--tuned-in must name FLOAT32: all else is compared with it");
        options.check();
        List<Variant> contestants = variants.variants();
        Dataset data = dataset.read();
        Split split = new Split(data.examples(), 0, 0, test);
        options.check(
                examples <= split.available(),
                "--examples is " + examples + "; " + data.name() + " has " + split.available()
                        + " left to train on after the test");
        BackboneWeights weights = options.weights();
        Path folder = output == null ? Path.of("target", "affix-lab", "precision", data.name()) : output;
        try (Learner single = new Learner(weights, Precision.FLOAT32, data.labels(), options.maxTokens());
                Learner half = new Learner(weights, Precision.BFLOAT16, data.labels(), options.maxTokens())) {
            Map<Trial, Answers> answers = answers(
                    contestants,
                    new RunLog(folder.resolve("runs.jsonl")),
                    material(data, weights),
                    new Tuner(
                            Map.of(Precision.FLOAT32, single, Precision.BFLOAT16, half),
                            split,
                            examples,
                            steps(),
                            batch));
            Report report = new Report(
                    options.lineage(command(), data, weights),
                    answers,
                    new Findings(contestants, options.seeds(), EnumSet.copyOf(tunedIn), answers),
                    data.name() + ": " + data.labels().size() + " classes, " + examples + " examples to train on, "
                            + steps() + " steps of " + batch + ", " + test + " to test on, "
                            + options.seeds().size()
                            + " seeds.");
            report.write(folder);
            System.out.println();
            System.out.print(report.summary());
            System.out.println();
            System.out.println("Written: " + folder.resolve("report.html"));
        }
        return 0;
    }

    private Map<Trial, Answers> answers(
            List<Variant> contestants, RunLog log, Map<String, Object> material, Tuner tuner)
            throws IOException, InterruptedException {
        List<Trial> trials = new ArrayList<>();
        // Seed by seed: a study that is stopped has whole seeds.
        for (long seed : options.seeds()) {
            for (Variant variant : contestants) {
                for (Precision precision : EnumSet.copyOf(tunedIn)) {
                    trials.add(new Trial(variant, seed, precision));
                }
            }
        }
        Runner<Trial> runner = new Runner<>(log, trial -> trial.key(material), options.workers());
        int all = runner.missing(trials).size();
        int[] done = {0};
        long begin = System.nanoTime();
        Map<Trial, Answers> answers = new LinkedHashMap<>();
        runner.run(trials, trial -> tuner.of(trial).toMap(), (trial, result) -> {
                    done[0]++;
                    Answers given = Answers.of(result);
                    double seconds = (System.nanoTime() - begin) / 1e9;
                    System.out.printf(
                            "%d of %d: %s, seed %d, tuned in %s: %.1f %% served in float32, %.1f %% in bfloat16;"
                                    + " %.0f s so far, about %.0f s left%n",
                            done[0],
                            all,
                            trial.variant().label(),
                            trial.seed(),
                            Answers.name(trial.tunedIn()),
                            100 * given.accuracy(Precision.FLOAT32),
                            100 * given.accuracy(Precision.BFLOAT16),
                            seconds,
                            seconds / done[0] * (all - done[0]));
                })
                .forEach((trial, result) -> answers.put(trial, Answers.of(result)));
        return answers;
    }

    private int steps() {
        return (examples * epochs + batch - 1) / batch;
    }

    private Map<String, Object> material(Dataset data, BackboneWeights weights) {
        Map<String, Object> material = options.material(data, weights);
        material.put("examples", examples);
        material.put("tested", test);
        material.put("steps", steps());
        material.put("batch", batch);
        return material;
    }

    private String command() {
        return "./affix lab precision --dataset " + dataset + " --variants "
                + variants + " --tuned-in " + StudyOptions.joined(tunedIn) + " --examples "
                + examples + " --test " + test + " --epochs " + epochs + " --batch " + batch;
    }
}
