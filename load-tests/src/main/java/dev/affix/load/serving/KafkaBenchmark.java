package dev.affix.load.serving;

import dev.affix.datasets.DatasetException;
import dev.affix.datasets.LabelledText;
import dev.affix.datasets.WordNetGlosses;
import dev.affix.lab.study.Page;
import dev.affix.lab.study.Results;
import dev.affix.lab.study.Spread;
import dev.affix.lab.study.Table;
import dev.affix.load.Generator;
import dev.affix.load.JvmOptions;
import dev.affix.load.Report;
import dev.affix.load.Schedule;
import dev.affix.prefix.adapter.AdapterFile;
import dev.affix.prefix.adapter.InvalidAdapterException;
import dev.affix.prefix.backbone.BackboneWeights;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Throughput through Kafka against the same engine and batching fed from memory, and latency at a share of it. */
@Command(
        name = "load-tests/kafka",
        mixinStandardHelpOptions = true,
        usageHelpWidth = 100,
        description =
                "What Kafka costs: the inference service as a process on a real broker, against its engine fed from"
                        + " memory in the same run; then latency from the intended send time at a share of that load.")
public final class KafkaBenchmark implements Callable<Integer> {
    @Option(names = "--inference-jar", required = true, description = "The service's quarkus-run.jar.")
    private Path jar = Path.of("");

    @Option(names = "--arms", defaultValue = "1", description = "That answer each text. Default: ${DEFAULT-VALUE}.")
    private int arms;

    @Option(names = "--partitions", defaultValue = "4", description = "Default: ${DEFAULT-VALUE}.")
    private int partitions;

    @Option(
            names = "--requests",
            defaultValue = "1280",
            description = "Of a round, on either side. Default: ${DEFAULT-VALUE}.")
    private int requests;

    @Option(names = "--rounds", defaultValue = "7", description = "Rounds counted. Default: ${DEFAULT-VALUE}.")
    private int rounds;

    @Option(names = "--warmup", defaultValue = "2", description = "Rounds before. Default: ${DEFAULT-VALUE}.")
    private int warmup;

    @Option(names = "--load", defaultValue = "0.7", description = "Share of the throughput. Default: ${DEFAULT-VALUE}.")
    private double load;

    @Option(names = "--seconds", defaultValue = "60", description = "Under that load. Default: ${DEFAULT-VALUE}.")
    private int seconds;

    @Option(
            names = "--settle",
            defaultValue = "40",
            description =
                    "Seconds under that load before: the JVMs compile what bursts did not. Default: ${DEFAULT-VALUE}.")
    private int settle;

    @Mixin
    private final JvmOptions jvm = new JvmOptions();

    @Option(
            names = {"--output", "--out"},
            paramLabel = "FOLDER",
            defaultValue = "target/affix-load/kafka",
            description = "Where results.json, report.html and logs go. Default: ${DEFAULT-VALUE}.")
    private Path output = Path.of("");

    private final List<Double> kafka = new ArrayList<>();
    private final List<Double> memory = new ArrayList<>();
    private final List<Double> batches = new ArrayList<>();

    private KafkaBenchmark() {}

    /** Runs it. */
    public static void main(String[] arguments) {
        System.exit(new CommandLine(new KafkaBenchmark()).execute(arguments));
    }

    @Override
    public Integer call() throws IOException, InterruptedException, DatasetException, InvalidAdapterException {
        if (requests < 4 * MemoryFeed.BATCH) {
            throw new IllegalArgumentException("--requests is " + requests + "; at least " + 4 * MemoryFeed.BATCH);
        }
        List<String> texts = texts(requests);
        BackboneWeights weights = BackboneWeights.load(BackboneWeights.MINILM);
        RandomAdapters random = new RandomAdapters(weights, 1);
        List<AdapterFile> adapters = Stream.generate(random::next).limit(arms).toList();
        Files.createDirectories(output);
        try (Rig rig = Rig.start(jar, output, partitions, weights.digest(), jvm.list());
                MemoryFeed feed = new MemoryFeed(weights, adapters)) {
            rig.serve(adapters);
            throughput(rig, feed, texts);
            Spread ratio = ratio();
            double rate = load * spread(kafka).median();
            double[] before = served(rig);
            Report latency = new Generator(
                            rig.bootstrapServers(),
                            Schedule.of(rate, Duration.ofSeconds(seconds), Duration.ofSeconds(settle)),
                            texts,
                            "open-loop")
                    .run(Duration.ofSeconds(60), sent -> {});
            write(ratio, rate, latency, before, served(rig));
            return latency.unanswered() == 0 && latency.duplicates() == 0 ? 0 : 1;
        }
    }

    static List<String> texts(int count) throws DatasetException {
        return WordNetGlosses.read().shuffled(1).stream()
                .limit(count)
                .map(LabelledText::text)
                .toList();
    }

    private void throughput(Rig rig, MemoryFeed feed, List<String> texts) {
        try (Burst burst = new Burst(rig.bootstrapServers(), rig.producer())) {
            for (int round = 0; round < warmup + rounds; round++) {
                double through = burst.rate(texts);
                double direct = feed.rate(texts);
                System.out.printf(
                        Locale.ROOT,
                        "round %d of %d: %.1f requests/s through Kafka, %.1f from memory%n",
                        round + 1,
                        warmup + rounds,
                        through,
                        direct);
                if (round >= warmup) {
                    kafka.add(through);
                    memory.add(direct);
                    for (double millis : feed.batchMillis(texts.subList(0, 4 * MemoryFeed.BATCH))) {
                        batches.add(millis);
                    }
                }
            }
        }
    }

    private Spread ratio() {
        return Spread.of(IntStream.range(0, kafka.size())
                .mapToDouble(i -> kafka.get(i) / memory.get(i))
                .toArray());
    }

    private static double[] served(Rig rig) throws IOException, InterruptedException {
        return new double[] {
            rig.metric("affix_inference_compute_seconds_count"),
            rig.metric("affix_inference_compute_seconds_sum"),
            rig.metric("affix_inference_batch_size_sum")
        };
    }

    private void write(Spread ratio, double rate, Report latency, double[] before, double[] after) throws IOException {
        Spread batch = spread(batches);
        double transactions = after[0] - before[0];
        double own = 1000 * (after[1] - before[1]) / transactions;
        double p50 = latency.latency().getValueAtPercentile(50) / 1000.0;
        double p99 = latency.latency().getValueAtPercentile(99) / 1000.0;
        Table table = new Table("what", "median", "quartiles");
        row(table, "requests/s through Kafka", spread(kafka));
        row(table, "requests/s from memory", spread(memory));
        row(table, "ratio", ratio);
        row(table, "ms of a full batch of " + MemoryFeed.BATCH + " from memory", batch);
        Table open = new Table("under " + load + " of the throughput", "value");
        open.row("requests/s offered", number(rate));
        open.row("requests/s answered", number(latency.throughput()));
        open.row("unanswered, answered twice", latency.unanswered() + ", " + latency.duplicates());
        open.row("p50, ms from intended send", number(p50));
        open.row("p99, ms from intended send", number(p99));
        open.row("p99 / time of a full batch", number(p99 / batch.median()));
        open.row("requests of a transaction, mean", number((after[2] - before[2]) / transactions));
        open.row("ms of such a batch, from its records to its predictions, mean", number(own));
        open.row("p99 / time of such a batch", number(p99 / own));
        Map<String, Object> lineage = Results.lineage(
                "load-tests/kafka --arms " + arms + " --partitions " + partitions + " --requests " + requests
                        + " --rounds " + rounds + " --warmup " + warmup + " --load " + load + " --settle " + settle
                        + " --seconds " + seconds
                        + jvm.list().stream().map(option -> " --jvm=" + option).collect(Collectors.joining()));
        Map<String, Object> results = new LinkedHashMap<>();
        results.put("kafkaPerSecond", kafka);
        results.put("memoryPerSecond", memory);
        results.put("ratio", ratio);
        results.put("fullBatchMillis", batch);
        results.put("offeredPerSecond", rate);
        results.put("p50Millis", p50);
        results.put("p99Millis", p99);
        results.put("batchUnderLoadMillis", own);
        results.put("unanswered", latency.unanswered());
        results.put("duplicates", latency.duplicates());
        Path report = Results.write(
                output,
                lineage,
                results,
                new Page("What Kafka costs", "What Kafka costs")
                        .add("<p>" + rounds + " rounds in turn of " + requests
                                + " requests, sent at once; rates are from the first committed predictions to the last. Broker,"
                                + " service, sender and reader share this machine.</p>\n")
                        .add(table.html())
                        .add(open.html()));
        System.out.println();
        System.out.print(table.markdown());
        System.out.println();
        System.out.print(open.markdown());
        System.out.println();
        System.out.print(latency.markdown());
        System.out.println("\nWritten: " + report);
    }

    private static void row(Table table, String name, Spread spread) {
        table.row(name, number(spread.median()), number(spread.lower()) + " to " + number(spread.upper()));
    }

    private static Spread spread(List<Double> values) {
        return Spread.of(values.stream().mapToDouble(value -> value).toArray());
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, value < 10 ? "%.3f" : "%.1f", value);
    }
}
