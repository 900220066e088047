package dev.affix.lab.prequential;

import dev.affix.datasets.Clinc150;
import dev.affix.datasets.Dataset;
import dev.affix.datasets.DatasetException;
import dev.affix.lab.study.Learner;
import dev.affix.lab.study.Lineage;
import dev.affix.lab.study.RunLog;
import dev.affix.lab.study.Runner;
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
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

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

    @Option(
            names = "--seeds",
            split = ",",
            paramLabel = "SEED",
            defaultValue = "42,44,82,100,800",
            description = "Default: ${DEFAULT-VALUE}.")
    private List<Long> seeds = List.of();

    @Option(
            names = "--variants",
            split = ",",
            paramLabel = "NAME",
            defaultValue = "no-share,simple-share,deep-share,separate-mlp,linear-probe",
            description = "Default: ${DEFAULT-VALUE}.")
    private List<String> variants = List.of();

    @Option(
            names = "--window",
            paramLabel = "N",
            defaultValue = "100",
            description = "Examples that the accuracy of curves and recovery is over. Default: ${DEFAULT-VALUE}.")
    private int window;

    @Option(
            names = "--max-tokens",
            defaultValue = "64",
            description = "Longer texts are cut. Default: ${DEFAULT-VALUE}.")
    private int maxTokens;

    @Option(
            names = "--backbone",
            paramLabel = "minilm|FOLDER",
            defaultValue = BackboneWeights.MINILM,
            description = "Default: ${DEFAULT-VALUE}.")
    private String backbone = "";

    @Option(
            names = "--workers",
            defaultValue = "2",
            description = "Passes side by side, one thread each. Default: ${DEFAULT-VALUE}.")
    private int workers;

    @Option(
            names = {"--output", "--out"},
            paramLabel = "FOLDER",
            defaultValue = "target/affix-lab/prequential",
            description =
                    "Where runs.jsonl, runs.csv, results.json, report.html and summary.md go. Default: ${DEFAULT-VALUE}.")
    private Path output = Path.of("");

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws IOException, InterruptedException {
        check(perDomain >= 1 && heldOut >= 1, "--per-domain and --held-out must be at least 1");
        check(window >= 1 && window <= perDomain, "--window must be from 1 to --per-domain");
        check(buffer >= 1, "--buffer must be at least 1");
        check(workers >= 1, "--workers must be at least 1");
        check(
                seeds.size() >= 2 && seeds.stream().distinct().count() == seeds.size(),
                "--seeds needs two or more, distinct");
        try {
            Dataset data = Clinc150.read(dataset.resolve("data_full.json"));
            Map<String, String> domainOf = Clinc150.domains(dataset.resolve("domains.json"));
            List<String> present = domainOf.values().stream().distinct().toList();
            List<String> through = domains.isEmpty() ? present : domains;
            check(
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
        for (long seed : seeds) {
            for (Drift drift : drifts.stream().map(Drift::of).toList()) {
                for (String variant : variants) {
                    for (boolean with : replay) {
                        trials.add(new Trial(Variant.of(variant), drift, with, seed));
                    }
                }
            }
        }
        BackboneWeights weights = BackboneWeights.load(backbone);
        Map<String, Object> material = new LinkedHashMap<>();
        material.put("dataset", data.digest());
        material.put("backbone", weights.digest());
        material.put("maxTokens", maxTokens);
        material.put("domains", String.join(",", through));
        material.put("perDomain", perDomain);
        material.put("heldOut", heldOut);
        material.put("buffer", buffer);
        List<String> labels = DomainStream.labels(domainOf, through);
        try (Learner learner = new Learner(weights, Precision.FLOAT32, labels, maxTokens)) {
            Streamer streamer = new Streamer(learner, perDomain, buffer);
            Runner<Trial> runner =
                    new Runner<>(new RunLog(output.resolve("runs.jsonl")), trial -> trial.key(material), workers);
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
            Report report = new Report(lineage(data, weights, through), passes, perDomain, window);
            report.write(output);
            System.out.println();
            System.out.print(report.summary());
            System.out.println();
            System.out.println("Written: " + output.resolve("report.html"));
        }
    }

    private Map<String, Object> lineage(Dataset data, BackboneWeights weights, List<String> through) {
        Map<String, Object> lineage = new LinkedHashMap<>();
        lineage.put(
                "command",
                "./affix lab prequential --dataset clinc150 --domains " + String.join(",", through) + " --per-domain "
                        + perDomain + " --held-out " + heldOut + " --drifts " + String.join(",", drifts) + " --replay "
                        + joined(replay) + " --buffer " + buffer + " --seeds " + joined(seeds) + " --variants "
                        + String.join(",", variants) + " --window " + window + " --max-tokens " + maxTokens
                        + " --workers " + workers);
        lineage.putAll(Lineage.now());
        lineage.put("data set", data.name());
        lineage.put("data set, SHA-256 of texts and labels", data.digest());
        lineage.put("backbone", weights.name());
        lineage.put("backbone, SHA-256", weights.digest());
        return lineage;
    }

    private static String joined(List<?> values) {
        return String.join(",", values.stream().map(String::valueOf).toList());
    }

    private void check(boolean condition, String message) {
        if (!condition && spec != null) {
            throw new CommandLine.ParameterException(spec.commandLine(), message);
        }
    }
}
