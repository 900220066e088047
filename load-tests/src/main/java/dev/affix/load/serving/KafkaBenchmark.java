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
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Throughput through Kafka against the same engine and batching fed from memory, and latency at a share of it. All of that is measured in
 * each round, and what is compared is of the same round: a machine whose speed changes by a third within minutes changes both sides.
 */
@Command(
        name = "load-tests/kafka",
        mixinStandardHelpOptions = true,
        usageHelpWidth = 100,
        description =
                "What Kafka costs: the inference service as a process on a real broker, against its engine fed from"
                        + " memory in turn, and latency from the intended send time at a share of each round's throughput.")
public final class KafkaBenchmark implements Callable<Integer> {
    /** The sender shares the cores: it sends what is due within so long together, and latency counts what that takes. */
    private static final Duration LINGER = Duration.ofMillis(20);

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

    @Option(
            names = "--load",
            defaultValue = "0.7",
            description = "Share of a round's throughput that is offered after it. Default: ${DEFAULT-VALUE}.")
    private double load;

    @Option(
            names = "--seconds",
            defaultValue = "20",
            description = "Of each round under that load. Default: ${DEFAULT-VALUE}.")
    private int seconds;

    @Option(
            names = "--settle",
            defaultValue = "5",
            description = "Seconds under that load before, not measured. Default: ${DEFAULT-VALUE}.")
    private int settle;

    @Mixin
    private final JvmOptions jvm = new JvmOptions();

    @Option(
            names = {"--output", "--out"},
            paramLabel = "FOLDER",
            defaultValue = "target/affix-load/kafka",
            description = "Where results.json, report.html and logs go. Default: ${DEFAULT-VALUE}.")
    private Path output = Path.of("");

    private final List<KafkaRound> counted = new ArrayList<>();

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
            try (Burst burst = new Burst(rig.bootstrapServers(), rig.producer())) {
                for (int round = 1; round <= warmup + rounds; round++) {
                    KafkaRound done = round(rig, burst, feed, texts, round);
                    System.out.printf(Locale.ROOT, "round %d of %d: %s%n", round, warmup + rounds, done.progress());
                    if (round > warmup) {
                        counted.add(done);
                    }
                }
            }
            write();
            return counted.stream().allMatch(KafkaRound::complete) ? 0 : 1;
        }
    }

    /** Whoever comes first changes from round to round: what a side leaves behind is no advantage. */
    private KafkaRound round(Rig rig, Burst burst, MemoryFeed feed, List<String> texts, int number)
            throws IOException, InterruptedException {
        Rated kafka;
        Rated memory;
        if (number % 2 == 1) {
            kafka = through(rig, burst, texts);
            memory = direct(feed, texts);
        } else {
            memory = direct(feed, texts);
            kafka = through(rig, burst, texts);
        }
        Spread batch = Spread.of(feed.batchMillis(texts.subList(0, 4 * MemoryFeed.BATCH)));
        Calls before = rig.calls();
        Report latency = new Generator(
                        rig.bootstrapServers(),
                        Schedule.of(load * kafka.rate(), Duration.ofSeconds(seconds), Duration.ofSeconds(settle)),
                        texts,
                        "open-loop-" + number,
                        LINGER)
                .run(Duration.ofSeconds(60), sent -> {});
        return new KafkaRound(
                kafka.rate(),
                memory.rate(),
                batch.median(),
                latency,
                kafka.rows(),
                memory.rows(),
                rig.calls().since(before).rows());
    }

    /**
     * What one side did.
     *
     * @param rate requests per second
     * @param rows of an engine call, on average
     */
    private record Rated(double rate, double rows) {}

    private static Rated through(Rig rig, Burst burst, List<String> texts) throws IOException, InterruptedException {
        Calls before = rig.calls();
        return new Rated(burst.rate(texts), rig.calls().since(before).rows());
    }

    private static Rated direct(MemoryFeed feed, List<String> texts) {
        Calls before = feed.calls();
        return new Rated(feed.rate(texts), feed.calls().since(before).rows());
    }

    static List<String> texts(int count) throws DatasetException {
        return WordNetGlosses.read().shuffled(1).stream()
                .limit(count)
                .map(LabelledText::text)
                .toList();
    }

    private void write() throws IOException {
        Table table = new Table("what", "median", "quartiles");
        Map<String, Object> results = new LinkedHashMap<>();
        results.put("rounds", counted.stream().map(KafkaRound::values).toList());
        KafkaRound.SERIES.forEach((name, value) -> {
            Spread spread = Spread.of(counted.stream().mapToDouble(value).toArray());
            table.row(name, number(spread.median()), number(spread.lower()) + " to " + number(spread.upper()));
            results.put(name, spread);
        });
        int unanswered =
                counted.stream().mapToInt(round -> round.latency().unanswered()).sum();
        int duplicates =
                counted.stream().mapToInt(round -> round.latency().duplicates()).sum();
        results.put("unanswered", unanswered);
        results.put("duplicates", duplicates);
        String open = String.format(
                Locale.ROOT,
                "After each round %d s at %.2f of its throughput, the first %d s of %d not measured. Of all requests %d were unanswered and %d"
                        + " answered twice.",
                settle + seconds,
                load,
                settle,
                settle + seconds,
                unanswered,
                duplicates);
        Map<String, Object> lineage = Results.lineage(
                "load-tests/kafka --arms " + arms + " --partitions " + partitions + " --requests " + requests
                        + " --rounds " + rounds + " --warmup " + warmup + " --load " + load + " --settle " + settle
                        + " --seconds " + seconds
                        + jvm.list().stream().map(option -> " --jvm=" + option).collect(Collectors.joining()));
        Path report = Results.write(
                output,
                lineage,
                results,
                new Page("What Kafka costs", "What Kafka costs")
                        .add("<p>" + rounds + " rounds in turn of " + requests
                                + " requests, sent at once; rates are from the first committed predictions to the last. "
                                + open
                                + " Broker, service, sender and reader share this machine.</p>\n")
                        .add(table.html()));
        System.out.println();
        System.out.print(table.markdown());
        System.out.println("\n" + open);
        System.out.println("\nWritten: " + report);
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, value < 10 ? "%.3f" : "%.1f", value);
    }
}
