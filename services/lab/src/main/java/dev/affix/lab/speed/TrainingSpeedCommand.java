package dev.affix.lab.speed;

import dev.affix.lab.study.ForestPlot;
import dev.affix.lab.study.Page;
import dev.affix.lab.study.Results;
import dev.affix.lab.study.Rounds;
import dev.affix.lab.study.Spread;
import dev.affix.lab.study.Table;
import dev.affix.lab.study.VariantsOption;
import dev.affix.prefix.backbone.BackboneWeights;
import dev.affix.prefix.engine.Backbone;
import dev.affix.prefix.engine.EngineSettings;
import dev.affix.prefix.engine.Precision;
import dev.affix.prefix.tokenizer.Tokens;
import dev.affix.prefix.training.Example;
import dev.affix.prefix.training.PrefixTrainer;
import dev.affix.prefix.training.TrainingSettings;
import dev.affix.prefix.variant.Variant;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.function.BiConsumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ./affix lab training-speed}. */
@Command(
        name = "training-speed",
        description = {
            "How long an optimizer step takes (forward, backward, update), against the matrix products of one forward pass in"
                    + " the same run, round by round. A ratio of about 2 is the least there can be.",
            "Wants a machine that does nothing else."
        })
public final class TrainingSpeedCommand implements Callable<Integer> {
    private static final String PRODUCTS = "products, float32";

    @Option(names = "--batch", defaultValue = "32", description = "Examples per step. Default: ${DEFAULT-VALUE}.")
    private int batch;

    @Option(
            names = "--lengths",
            split = ",",
            paramLabel = "TOKENS",
            defaultValue = "32,64",
            description = "Default: ${DEFAULT-VALUE}.")
    private List<Integer> lengths = List.of();

    @Mixin
    private VariantsOption variants = new VariantsOption("no-share,deep-share,linear-probe");

    @Option(
            names = "--precisions",
            split = ",",
            paramLabel = "NAME",
            defaultValue = "FLOAT32,BFLOAT16",
            description = "Of the backbone's matrices. Default: ${DEFAULT-VALUE}.")
    private List<Precision> precisions = List.of();

    @Option(
            names = "--threads",
            defaultValue = "1",
            description = "Threads inside an operator. Default: ${DEFAULT-VALUE}.")
    private int threads;

    @Option(names = "--rounds", defaultValue = "15", description = "Rounds counted. Default: ${DEFAULT-VALUE}.")
    private int rounds;

    @Option(names = "--warmup", defaultValue = "3", description = "Rounds before. Default: ${DEFAULT-VALUE}.")
    private int warmup;

    @Option(
            names = "--backbone",
            paramLabel = "minilm|FOLDER",
            defaultValue = BackboneWeights.MINILM,
            description = "Default: ${DEFAULT-VALUE}.")
    private String backbone = "";

    @Option(
            names = {"--output", "--out"},
            paramLabel = "FOLDER",
            description = "Where results.json and report.html go. Default: target/affix-lab/training-speed.")
    private Path output = Path.of("target", "affix-lab", "training-speed");

    @Spec
    private @Nullable CommandSpec spec;

    /**
     * What was found.
     *
     * @param ratio to the products of the same length, round by round
     */
    private record Finding(String name, int length, Spread millis, Spread ratio) {}

    @Override
    public Integer call() throws IOException {
        check(
                batch >= 1 && rounds >= 1 && warmup >= 0 && threads >= 1,
                "--batch, --rounds and --threads must be at least 1");
        check(!lengths.isEmpty() && lengths.stream().allMatch(length -> length >= 1), "--lengths must be at least 1");
        BackboneWeights weights = BackboneWeights.load(backbone);
        check(!weights.config().architecture().decoder(), "--backbone must be an encoder: the chain is one's");
        List<AutoCloseable> open = new ArrayList<>();
        try {
            List<Finding> findings = measured(weights, open);
            write(weights, findings);
        } finally {
            for (int i = open.size() - 1; i >= 0; i--) {
                closed(open.get(i));
            }
        }
        return 0;
    }

    private List<Finding> measured(BackboneWeights weights, List<AutoCloseable> open) {
        Map<Precision, Backbone> backbones = new LinkedHashMap<>();
        for (Precision precision : precisions) {
            backbones.put(precision, kept(open, Backbone.open(weights, new EngineSettings(threads, "cpu", precision))));
        }
        Rounds work = new Rounds();
        for (int length : lengths) {
            int prefix = TrainingSettings.preset(Variant.NO_SHARE, 1).prefixLength();
            // The products come behind a step: the engine's setting of threads belongs to the thread.
            each((precision, variant) -> {
                PrefixTrainer trainer = kept(
                        open,
                        PrefixTrainer.create(
                                Objects.requireNonNull(backbones.get(precision)),
                                settings(variant),
                                List.of("a", "b")));
                List<Example> examples = examples(weights, length);
                work.add(name(variant, precision, length), 1, () -> trainer.step(examples));
            });
            ProductChain chain = kept(open, new ProductChain(weights.config(), batch, length, prefix));
            work.add(products(length), 1, chain::run);
        }
        work.run(warmup, rounds, round -> System.out.printf("round %d of %d%n", round, rounds + warmup));
        List<Finding> findings = new ArrayList<>();
        for (int length : lengths) {
            each((precision, variant) -> {
                String name = name(variant, precision, length);
                findings.add(new Finding(name, length, work.millis(name), work.ratio(name, products(length))));
            });
            String products = products(length);
            findings.add(new Finding(products, length, work.millis(products), work.ratio(products, products)));
        }
        return findings;
    }

    private void each(BiConsumer<Precision, Variant> work) {
        precisions.forEach(precision -> variants.variants().forEach(variant -> work.accept(precision, variant)));
    }

    private static String name(Variant variant, Precision precision, int length) {
        return variant.label() + ", " + precision.name().toLowerCase(Locale.ROOT) + ", " + length + " tokens";
    }

    private static String products(int length) {
        return PRODUCTS + ", " + length + " tokens";
    }

    private TrainingSettings settings(Variant variant) {
        TrainingSettings preset = TrainingSettings.preset(variant, 1);
        return new TrainingSettings(
                preset.parameterization(),
                preset.optimizer(),
                preset.prefixLearningRate(),
                preset.mlpLearningRate(),
                preset.headLearningRate(),
                preset.weightDecay(),
                preset.schedule(),
                preset.maxGradientNorm(),
                batch,
                batch,
                1);
    }

    /** Random tokens, all of one length: nothing is padded. */
    private List<Example> examples(BackboneWeights weights, int length) {
        SplittableRandom random = new SplittableRandom(1);
        return IntStream.range(0, batch)
                .mapToObj(i -> new Example(
                        new Tokens(random.ints(length, 1, weights.config().vocabulary())
                                .toArray()),
                        i % 2))
                .toList();
    }

    private void write(BackboneWeights weights, List<Finding> findings) throws IOException {
        Table table = new Table("what", "ms, median", "quartiles", "ratio to the products", "quartiles", "examples/s");
        ForestPlot plot = new ForestPlot(
                "Time of a step over that of the forward products", "ratio, median and quartiles over rounds");
        List<Map<String, Object>> numbers = new ArrayList<>();
        for (Finding finding : findings) {
            boolean step = !finding.name.startsWith(PRODUCTS);
            table.row(
                    finding.name,
                    number(finding.millis.median()),
                    number(finding.millis.lower()) + " to " + number(finding.millis.upper()),
                    number(finding.ratio.median()),
                    number(finding.ratio.lower()) + " to " + number(finding.ratio.upper()),
                    step ? number(1000 * batch / finding.millis.median()) : "");
            if (step) {
                plot.row(finding.name, finding.ratio.median(), finding.ratio.lower(), finding.ratio.upper());
            }
            Map<String, Object> row = new LinkedHashMap<>();
            row.put("what", finding.name);
            row.put("tokens", finding.length);
            row.put("milliseconds", finding.millis);
            row.put("ratio", finding.ratio);
            numbers.add(row);
        }
        Path report = Results.write(
                output,
                lineage(weights),
                Map.of("results", numbers),
                new Page("Speed of a training step", "What an optimizer step costs")
                        .add("<p>One step (forward, backward, update) on " + batch
                                + " texts of equal length, against the matrix products of one forward pass in single"
                                + " precision, " + rounds + " rounds in turn, " + threads
                                + " thread(s). Frozen weights need no gradient, so that about 2 is the least for a prefix and"
                                + " about 1 for a linear probe.</p>\n")
                        .add(plot.svg())
                        .add(table.html()));
        System.out.println();
        System.out.print(table.markdown());
        System.out.println();
        System.out.println("Written: " + report);
    }

    private Map<String, Object> lineage(BackboneWeights weights) {
        Map<String, Object> lineage = Results.lineage("./affix lab training-speed --batch " + batch + " --lengths "
                + String.join(",", lengths.stream().map(String::valueOf).toList()) + " --threads " + threads
                + " --rounds " + rounds);
        lineage.put("backbone", weights.name());
        lineage.put("backbone, SHA-256", weights.digest());
        return lineage;
    }

    private static <T extends AutoCloseable> T kept(List<AutoCloseable> open, T opened) {
        open.add(opened);
        return opened;
    }

    private static void closed(AutoCloseable open) throws IOException {
        try {
            open.close();
        } catch (IOException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IOException(e);
        }
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, value < 10 ? "%.2f" : "%.0f", value);
    }

    private void check(boolean condition, String message) {
        if (!condition && spec != null) {
            throw new CommandLine.ParameterException(spec.commandLine(), message);
        }
    }
}
