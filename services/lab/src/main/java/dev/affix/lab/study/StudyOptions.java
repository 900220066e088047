package dev.affix.lab.study;

import dev.affix.datasets.Dataset;
import dev.affix.prefix.backbone.BackboneWeights;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Options that every study of tuned adapters has. */
public final class StudyOptions {
    @Option(
            names = "--seeds",
            split = ",",
            paramLabel = "SEED",
            defaultValue = "42,44,82,100,800",
            description = "Default: ${DEFAULT-VALUE}.")
    private List<Long> seeds = List.of();

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
            description = "Adapters tuned side by side, one thread each. Default: ${DEFAULT-VALUE}.")
    private int workers;

    @Spec(Spec.Target.MIXEE)
    private @Nullable CommandSpec spec;

    /** Returns the seeds, as given. */
    public List<Long> seeds() {
        return seeds;
    }

    /** Returns how many tokens of a text are read at most. */
    public int maxTokens() {
        return maxTokens;
    }

    /** Returns how many adapters are tuned side by side. */
    public int workers() {
        return workers;
    }

    /** Loads the backbone. */
    public BackboneWeights weights() {
        return BackboneWeights.load(backbone);
    }

    /** Refuses the command line, with what is wrong with it, unless a condition holds. */
    public void check(boolean condition, String message) {
        if (!condition && spec != null) {
            throw new ParameterException(spec.commandLine(), message);
        }
    }

    /** Checks these options. */
    public void check() {
        check(
                seeds.size() >= 2 && seeds.stream().distinct().count() == seeds.size(),
                "--seeds needs two or more, distinct");
        check(workers >= 1, "--workers must be at least 1");
    }

    /** Returns what the results of a study depend on, whatever it studies. */
    public Map<String, Object> material(Dataset data, BackboneWeights weights) {
        Map<String, Object> material = new LinkedHashMap<>();
        material.put("dataset", data.digest());
        material.put("backbone", weights.digest());
        material.put("maxTokens", maxTokens);
        return material;
    }

    /**
     * Returns where a study's results come from.
     *
     * @param command its command line, up to these options
     */
    public Map<String, Object> lineage(String command, Dataset data, BackboneWeights weights) {
        Map<String, Object> lineage = Results.lineage(
                command + " --seeds " + joined(seeds) + " --max-tokens " + maxTokens + " --workers " + workers);
        lineage.put("data set", data.name());
        lineage.put("data set, SHA-256 of texts and labels", data.digest());
        lineage.put(
                "data set, texts and labels",
                data.examples().size() + " and " + data.labels().size());
        lineage.put("backbone", weights.name());
        lineage.put("backbone, SHA-256", weights.digest());
        return lineage;
    }

    /** Returns a list as an option takes it. */
    public static String joined(List<?> values) {
        return String.join(",", values.stream().map(String::valueOf).toList());
    }
}
