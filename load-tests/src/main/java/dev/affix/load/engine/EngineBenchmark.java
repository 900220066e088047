package dev.affix.load.engine;

import dev.affix.lab.study.ForestPlot;
import dev.affix.lab.study.Page;
import dev.affix.lab.study.Results;
import dev.affix.lab.study.Rounds;
import dev.affix.lab.study.Spread;
import dev.affix.lab.study.Table;
import dev.affix.prefix.adapter.Adapter;
import dev.affix.prefix.backbone.BackboneConfig;
import dev.affix.prefix.backbone.BackboneWeights;
import dev.affix.prefix.engine.Backbone;
import dev.affix.prefix.engine.Bank;
import dev.affix.prefix.engine.EngineSettings;
import dev.affix.prefix.engine.Precision;
import dev.affix.prefix.tokenizer.Tokens;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The engine fed from memory, against ONNX Runtime and against itself, in turn, round by round. */
@Command(
        name = "load-tests/engine",
        mixinStandardHelpOptions = true,
        usageHelpWidth = 100,
        description =
                "Speed of answers with prefixes against ONNX Runtime without, on the same weights and texts in the same run.")
public final class EngineBenchmark implements Callable<Integer> {
    private static final int PREFIX = 16;
    private static final int CLASSES = 10;
    private static final int MIXED_ROWS = 64;
    /** A round of each piece of work takes about as long as this many rows of 32 tokens. */
    private static final int ROWS_PER_TIMING = 32;

    @Option(
            names = "--threads",
            defaultValue = "1",
            description = "Inside an operator, on both sides. Default: ${DEFAULT-VALUE}.")
    private int threads;

    @Option(names = "--batches", split = ",", defaultValue = "1,8,32", description = "Default: ${DEFAULT-VALUE}.")
    private List<Integer> batches = List.of();

    @Option(
            names = "--lengths",
            split = ",",
            paramLabel = "TOKENS",
            defaultValue = "32,64",
            description = "Default: ${DEFAULT-VALUE}.")
    private List<Integer> lengths = List.of();

    @Option(names = "--rounds", defaultValue = "15", description = "Rounds counted. Default: ${DEFAULT-VALUE}.")
    private int rounds;

    @Option(names = "--warmup", defaultValue = "3", description = "Rounds before. Default: ${DEFAULT-VALUE}.")
    private int warmup;

    @Option(
            names = {"--output", "--out"},
            paramLabel = "FOLDER",
            defaultValue = "target/affix-load/engine",
            description = "Where results.json and report.html go. Default: ${DEFAULT-VALUE}.")
    private Path output = Path.of("");

    private final SplittableRandom random = new SplittableRandom(1);
    private final Rounds work = new Rounds();
    private final List<Comparison> comparisons = new ArrayList<>();

    /**
     * Two pieces of work.
     *
     * @param question which row of the table of aims it belongs to
     * @param cell batch and length
     * @param name the piece that is judged
     * @param reference the piece it is judged by
     */
    private record Comparison(String question, String cell, String name, String reference) {}

    /** Runs it. */
    public static void main(String[] arguments) {
        System.exit(new CommandLine(new EngineBenchmark()).execute(arguments));
    }

    @Override
    public Integer call() throws IOException {
        BackboneWeights weights = BackboneWeights.load(BackboneWeights.MINILM);
        EngineSettings bfloat16 = new EngineSettings(threads, "cpu", Precision.BFLOAT16);
        bfloat16.advice().ifPresent(slow -> System.out.println("Without bfloat16: " + slow));
        try (OnnxEncoder onnx = new OnnxEncoder(threads);
                Backbone single = Backbone.open(weights, new EngineSettings(threads, "cpu", Precision.FLOAT32));
                @Nullable Backbone half = bfloat16.advice().isEmpty() ? Backbone.open(weights, bfloat16) : null) {
            List<Adapter> many = IntStream.range(0, MIXED_ROWS)
                    .mapToObj(i -> adapter(single, PREFIX))
                    .toList();
            Bank prefixes = new Bank(single, many);
            @Nullable Bank rounded = half == null ? null : new Bank(half, many.subList(0, 2));
            Bank none = new Bank(single, List.of(adapter(single, 0)));
            for (int length : lengths) {
                for (int batch : batches) {
                    cell(onnx, prefixes, rounded, none, batch, length);
                }
                mixed(prefixes, length);
            }
            work.run(warmup, rounds, round -> System.out.printf("round %d of %d%n", round, warmup + rounds));
            write(weights);
            prefixes.release();
            if (rounded != null) {
                rounded.release();
            }
            none.release();
        }
        return 0;
    }

    private void cell(OnnxEncoder onnx, Bank prefixes, @Nullable Bank rounded, Bank none, int batch, int length) {
        String cell = "batch " + batch + ", " + length + " tokens";
        List<Tokens> texts = texts(batch, length);
        List<int[]> ids = texts.stream().map(Tokens::ids).toList();
        int[] first = new int[batch];
        int times = Math.max(1, ROWS_PER_TIMING / batch);
        String reference = "ONNX Runtime, " + cell;
        String single = "float32, P = 16, " + cell;
        work.add(reference, times, () -> onnx.hidden(ids));
        work.add(single, times, () -> prefixes.logits(texts, first));
        work.add("float32, P = 0, " + cell, times, () -> none.logits(texts, first));
        if (rounded != null) {
            String sixteen = "bfloat16, P = 16, " + cell;
            work.add(sixteen, times, () -> rounded.logits(texts, first));
            comparisons.add(
                    new Comparison("bfloat16 with prefix 16 / ONNX Runtime float32 without", cell, sixteen, reference));
        }
        // Both arms answer every text: twice the rows.
        List<Tokens> twice = new ArrayList<>(texts);
        twice.addAll(texts);
        int[] arms = new int[2 * batch];
        Arrays.fill(arms, batch, 2 * batch, 1);
        work.add("two arms, " + cell, times, () -> prefixes.logits(twice, arms));
        comparisons.add(
                new Comparison("float32 with prefix 16 / ONNX Runtime float32 without", cell, single, reference));
        comparisons.add(new Comparison("prefix 16 / prefix 0", cell, single, "float32, P = 0, " + cell));
        comparisons.add(new Comparison("two arms / one arm, per request", cell, "two arms, " + cell, single));
    }

    private void mixed(Bank prefixes, int length) {
        String cell = "batch " + MIXED_ROWS + ", " + length + " tokens";
        List<Tokens> texts = texts(MIXED_ROWS, length);
        int[] same = new int[MIXED_ROWS];
        int[] different = IntStream.range(0, MIXED_ROWS).toArray();
        work.add("one adapter, " + cell, 1, () -> prefixes.logits(texts, same));
        work.add("64 adapters, " + cell, 1, () -> prefixes.logits(texts, different));
        comparisons.add(
                new Comparison("64 adapters in a batch / one", cell, "64 adapters, " + cell, "one adapter, " + cell));
    }

    private List<Tokens> texts(int batch, int length) {
        return IntStream.range(0, batch)
                .mapToObj(i -> new Tokens(random.ints(length, 1_000, 20_000).toArray()))
                .toList();
    }

    private Adapter adapter(Backbone backbone, int positions) {
        BackboneConfig c = backbone.config();
        return new Adapter(
                backbone.digest(),
                positions,
                c.layers(),
                c.keyValueHeads(),
                c.headDim(),
                IntStream.range(0, CLASSES).mapToObj(Integer::toString).toList(),
                normal(positions * c.valuesPerPosition()),
                normal(CLASSES * c.hidden()),
                normal(CLASSES));
    }

    private float[] normal(int size) {
        float[] values = new float[size];
        for (int i = 0; i < size; i++) {
            values[i] = (float) (0.3 * random.nextGaussian());
        }
        return values;
    }

    private void write(BackboneWeights weights) throws IOException {
        Table table = new Table(
                "time of",
                "cell",
                "ms, median",
                "reference, ms",
                "ratio of times, median",
                "quartiles",
                "throughput, ratio");
        ForestPlot plot = new ForestPlot(
                "Time over the reference's",
                "ratio of times, median and quartiles: below 1 is faster than the reference");
        List<Map<String, Object>> rows = new ArrayList<>();
        Map<String, List<Double>> throughput = new LinkedHashMap<>();
        for (Comparison comparison : comparisons) {
            Spread millis = work.millis(comparison.name);
            Spread reference = work.millis(comparison.reference);
            Spread ratio = work.ratio(comparison.name, comparison.reference);
            table.row(
                    comparison.question,
                    comparison.cell,
                    number(millis.median()),
                    number(reference.median()),
                    number(ratio.median()),
                    number(ratio.lower()) + " to " + number(ratio.upper()),
                    number(1 / ratio.median()));
            plot.row(comparison.name, ratio.median(), ratio.lower(), ratio.upper());
            throughput
                    .computeIfAbsent(comparison.question, any -> new ArrayList<>())
                    .add(1 / ratio.median());
            Map<String, Object> row = new LinkedHashMap<>();
            row.put("question", comparison.question);
            row.put("cell", comparison.cell);
            row.put("milliseconds", millis);
            row.put("referenceMilliseconds", reference);
            row.put("ratioOfTimes", ratio);
            rows.add(row);
        }
        Table summary = new Table("what", "throughput, geometric mean", "worst cell");
        throughput.forEach((question, values) -> summary.row(
                question,
                number(Math.exp(values.stream().mapToDouble(Math::log).average().orElseThrow())),
                number(values.stream().mapToDouble(value -> value).min().orElseThrow())));
        Map<String, Object> lineage = Results.lineage("load-tests/engine --threads " + threads + " --rounds " + rounds);
        lineage.put("backbone", weights.name());
        lineage.put("backbone, SHA-256", weights.digest());
        Path report = Results.write(
                output,
                lineage,
                Map.of("results", rows),
                new Page("Speed of answers", "What an answer costs")
                        .add("<p>" + rounds + " rounds in turn, " + threads
                                + " thread(s) inside an operator on both sides, one caller. ONNX Runtime computes hidden states"
                                + " only; Affix adds prefix, pooling and head.</p>\n")
                        .add(summary.html())
                        .add(plot.svg())
                        .add(table.html()));
        System.out.println();
        System.out.print(table.markdown());
        System.out.println();
        System.out.print(summary.markdown());
        System.out.println();
        System.out.println("Written: " + report);
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, value < 100 ? "%.2f" : "%.0f", value);
    }
}
