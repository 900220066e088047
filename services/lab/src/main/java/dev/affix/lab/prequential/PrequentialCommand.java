package dev.affix.lab.prequential;

import dev.affix.datasets.Clinc150;
import dev.affix.datasets.Dataset;
import dev.affix.datasets.DatasetException;
import dev.affix.lab.study.Learner;
import dev.affix.lab.study.RunLog;
import dev.affix.lab.study.Runner;
import dev.affix.lab.study.StudyOptions;
import dev.affix.lab.study.VariantsOption;
import dev.affix.prefix.backbone.BackboneWeights;
import dev.affix.prefix.engine.Precision;
import dev.affix.prefix.variant.Variant;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ./affix lab prequential}. */
@Command(
        name = "prequential",
        description = {
            "Learning from a stream whose classes change by domain: one pass, test then train, abrupt and gradual, with and"
                    + " without replay; accuracy, forgetting and recovery of every variant.",
            "A study that was stopped goes on where it was."
        })
public final class PrequentialCommand implements Callable<Integer> {
    @Option(
            names = "--dataset",
            required = true,
            paramLabel = "FOLDER",
            description = "CLINC150: a folder with data_full.json and domains.json.")
    private Path dataset = Path.of("");

    @Option(
            names = "--domains",
            split = ",",
            paramLabel = "NAME",
            description = "In the order of the stream. Default: all, as in domains.json.")
    private List<String> domains = List.of();

    @Option(
            names = "--per-domain",
            paramLabel = "N",
            defaultValue = "1000",
            description = "Examples of the stream per domain. Default: ${DEFAULT-VALUE}.")
    private int perDomain;

    @Option(
            names = "--held-out",
            paramLabel = "N",
            defaultValue = "300",
            description = "Examples per domain to measure forgetting by. Default: ${DEFAULT-VALUE}.")
    private int heldOut;

    @Option(
            names = "--drifts",
            split = ",",
            defaultValue = "abrupt,gradual",
            description = "Default: ${DEFAULT-VALUE}.")
    private List<String> drifts = List.of();

    @Option(
            names = "--replay",
            split = ",",
            defaultValue = "false,true",
            description = "Without and with a replay buffer. Default: ${DEFAULT-VALUE}.")
    private List<Boolean> replay = List.of();

    @Option(
            names = "--buffer",
            paramLabel = "N",
            defaultValue = "500",
            description = "Examples that the replay buffer keeps. Default: ${DEFAULT-VALUE}.")
    private int buffer;

    @Mixin
    private VariantsOption variants = new VariantsOption("no-share,simple-share,deep-share,separate-mlp,linear-probe");

    @Option(
            names = "--window",
            paramLabel = "N",
            defaultValue = "100",
            description = "Examples that the accuracy of curves and recovery is over. Default: ${DEFAULT-VALUE}.")
    private int window;

    @Option(
            names = {"--output", "--out"},
            paramLabel = "FOLDER",
            defaultValue = "target/affix-lab/prequential",
            description =
                    "Where runs.jsonl, runs.csv, results.json, report.html and summary.md go. Default: ${DEFAULT-VALUE}.")
    private Path output = Path.of("");

    @Mixin
    private StudyOptions options = new StudyOptions();

    @Override
    public Integer call() throws IOException, InterruptedException {
        options.check(perDomain >= 1 && heldOut >= 1, "--per-domain and --held-out must be at least 1");
        options.check(window >= 1 && window <= perDomain, "--window must be from 1 to --per-domain");
        options.check(buffer >= 1, "--buffer must be at least 1");
        options.check();
        try {
            Dataset data = Clinc150.read(dataset.resolve("data_full.json"));
            Map<String, String> domainOf = Clinc150.domains(dataset.resolve("domains.json"));
            List<String> present = domainOf.values().stream().distinct().toList();
            List<String> through = domains.isEmpty() ? present : domains;
            options.check(
                    through.size() >= 2 && present.containsAll(through),
                    "--domains needs two or more of " + String.join(", ", present));
            run(data, domainOf, through);
        } catch (DatasetException e) {
            throw new IOException(e.getMessage(), e);
        }
        return 0;
    }

    private void run(Dataset data, Map<String, String> domainOf, List<String> through)
            throws IOException, InterruptedException {
        List<Trial> trials = new ArrayList<>();
        // Seed by seed: a study that is stopped has whole seeds.
        for (long seed : options.seeds()) {
            for (Drift drift : drifts.stream().map(Drift::of).toList()) {
                for (Variant variant : variants.variants()) {
                    for (boolean with : replay) {
                        trials.add(new Trial(variant, drift, with, seed));
                    }
                }
            }
        }
        BackboneWeights weights = options.weights();
        Map<String, Object> material = options.material(data, weights);
        material.put("domains", String.join(",", through));
        material.put("perDomain", perDomain);
        material.put("heldOut", heldOut);
        material.put("buffer", buffer);
        List<String> labels = DomainStream.labels(domainOf, through);
        try (Learner learner = new Learner(weights, Precision.FLOAT32, labels, options.maxTokens())) {
            Streamer streamer = new Streamer(learner, perDomain, buffer);
            Runner<Trial> runner = new Runner<>(
                    new RunLog(output.resolve("runs.jsonl")), trial -> trial.key(material), options.workers());
            int all = runner.missing(trials).size();
            int[] done = {0};
            long begin = System.nanoTime();
            Map<Trial, Pass> passes = new LinkedHashMap<>();
            runner.run(
                            trials,
                            trial -> streamer.pass(
                                            trial,
                                            DomainStream.of(
                                                    data.examples(),
                                                    domainOf,
                                                    through,
                                                    trial.drift(),
                                                    perDomain,
                                                    heldOut,
                                                    trial.seed()))
                                    .toMap(),
                            (trial, result) -> {
                                done[0]++;
                                double seconds = (System.nanoTime() - begin) / 1e9;
                                Pass pass = Pass.of(result);
                                System.out.printf(
                                        "%d of %d: %s, %s, seed %d: %.1f %% prequential, %.1f %% held out, %.1f points forgotten;"
                                                + " %.0f s so far, about %.0f s left%n",
                                        done[0],
                                        all,
                                        trial.contestant(),
                                        trial.drift().label(),
                                        trial.seed(),
                                        100 * pass.prequential(),
                                        100 * pass.finalAccuracy(),
                                        100 * pass.forgetting(),
                                        seconds,
                                        seconds / done[0] * (all - done[0]));
                            })
                    .forEach((trial, result) -> passes.put(trial, Pass.of(result)));
            Report report = new Report(options.lineage(command(through), data, weights), passes, perDomain, window);
            report.write(output);
            System.out.println();
            System.out.print(report.summary());
            System.out.println();
            System.out.println("Written: " + output.resolve("report.html"));
        }
    }

    private String command(List<String> through) {
        return "./affix lab prequential --dataset clinc150 --domains " + StudyOptions.joined(through) + " --per-domain "
                + perDomain + " --held-out " + heldOut + " --drifts " + StudyOptions.joined(drifts) + " --replay "
                + StudyOptions.joined(replay) + " --buffer " + buffer + " --variants " + variants
                + " --window " + window;
    }
}
