package dev.affix.load.serving;

import dev.affix.datasets.DatasetException;
import dev.affix.lab.study.LinePlot;
import dev.affix.lab.study.Page;
import dev.affix.lab.study.Results;
import dev.affix.lab.study.Table;
import dev.affix.load.Generator;
import dev.affix.load.MemoryTrend;
import dev.affix.load.ProcessMemory;
import dev.affix.load.Report;
import dev.affix.load.Schedule;
import dev.affix.prefix.adapter.AdapterFile;
import dev.affix.prefix.backbone.BackboneWeights;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Memory of the inference service under a steady load with swaps. */
@Command(
        name = "load-tests/soak",
        mixinStandardHelpOptions = true,
        usageHelpWidth = 100,
        description =
                "Keeps the inference service under an open-loop load while its arms get new versions all the time."
                        + " Succeeds if memory grows by less than 5 % after warm-up and each request is answered once.")
public final class Soak implements Callable<Integer> {
    private static final double MOST_GROWTH = 0.05;
    private static final int ARMS = 2;
    /** The whole heap is in memory from the start: what grows after that is native memory. */
    private static final List<String> HEAP_IN_MEMORY = List.of("-Xms512m", "-XX:+AlwaysPreTouch");

    @Option(names = "--inference-jar", required = true, description = "The service's quarkus-run.jar.")
    private Path jar = Path.of("");

    @Option(names = "--minutes", defaultValue = "20", description = "Default: ${DEFAULT-VALUE}.")
    private double minutes;

    @Option(
            names = "--warm-up",
            paramLabel = "MINUTES",
            description = "Not judged. Default: a fifth of the time, 4 minutes at the most.")
    private double warmUp = -1;

    @Option(names = "--rate", defaultValue = "60", description = "Requests per second. Default: ${DEFAULT-VALUE}.")
    private double rate;

    @Option(
            names = "--swap-every",
            paramLabel = "MS",
            defaultValue = "1000",
            description = "Time from one published version to the next. Default: ${DEFAULT-VALUE}.")
    private int swapEvery;

    @Option(
            names = {"--output", "--out"},
            paramLabel = "FOLDER",
            defaultValue = "target/affix-load/soak",
            description = "Where results.json, report.html and logs go. Default: ${DEFAULT-VALUE}.")
    private Path output = Path.of("");

    private static final Duration SAMPLE_EVERY = Duration.ofSeconds(5);
    private static final int SAMPLES_A_LINE = 12;
    private static final int BURST = 1_500;

    private final MemoryTrend trend = new MemoryTrend();
    private long published;

    private Soak() {}

    /** Runs it; exits with 0 if memory is flat and each request is answered once, else with 1. */
    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Soak()).execute(arguments));
    }

    @Override
    public Integer call() throws IOException, InterruptedException, DatasetException, ExecutionException {
        List<String> texts = KafkaBenchmark.texts(10_000);
        BackboneWeights weights = BackboneWeights.load(BackboneWeights.MINILM);
        RandomAdapters random = new RandomAdapters(weights, 1);
        List<AdapterFile> first = Stream.generate(random::next).limit(ARMS).toList();
        Files.createDirectories(output);
        ExecutorService sender = Executors.newSingleThreadExecutor();
        try (Rig rig = Rig.start(jar, output, 4, weights.digest(), HEAP_IN_MEMORY)) {
            rig.serve(first);
            fillLargestCalls(rig, texts.subList(0, BURST));
            Schedule schedule = Schedule.of(rate, Duration.ofMillis(Math.round(minutes * 60_000)), Duration.ZERO);
            Generator generator = new Generator(rig.bootstrapServers(), schedule, texts, "soak", Duration.ZERO);
            Future<Report> sending = sender.submit(() -> generator.run(Duration.ofSeconds(60), sent -> {}));
            watch(rig, random, sending);
            double swaps = rig.metric("affix_inference_swaps_total");
            return write(sending.get(), swaps);
        } finally {
            sender.shutdownNow();
        }
    }

    /** What the largest calls of the engine need once stays with the process: before the start, so that a moment of backlog is no growth. */
    private static void fillLargestCalls(Rig rig, List<String> texts) {
        try (Burst burst = new Burst(rig.bootstrapServers(), rig.producer())) {
            for (int i = 0; i < 3; i++) {
                burst.rate(texts);
            }
        }
    }

    private void watch(Rig rig, RandomAdapters random, Future<?> sending) throws IOException, InterruptedException {
        long started = System.nanoTime();
        long nextSwap = started;
        long nextSample = started;
        while (!sending.isDone()) {
            long now = System.nanoTime();
            if (!rig.service().isAlive()) {
                throw new IOException("The inference service ended; see inference.log");
            }
            double seconds = (now - started) / 1e9;
            if (now >= nextSwap && seconds < 60 * minutes) {
                rig.publish((int) (published % ARMS), 2 + published / ARMS, random.next());
                published++;
                nextSwap += swapEvery * 1_000_000L;
            }
            if (now >= nextSample && seconds < 60 * minutes) {
                long pid = rig.service().pid();
                ProcessMemory.collectGarbage(pid);
                MemoryTrend.Sample sample = new MemoryTrend.Sample(
                        seconds, ProcessMemory.resident(pid), rig.metric("jvm_memory_used_bytes{area=\"heap\""));
                trend.add(sample);
                if (trend.samples().size() % SAMPLES_A_LINE == 1) {
                    progress(sample);
                }
                nextSample += SAMPLE_EVERY.toNanos();
            }
            LockSupport.parkNanos(20_000_000);
        }
    }

    private void progress(MemoryTrend.Sample sample) {
        System.out.printf(
                Locale.ROOT,
                "%.1f of %s minutes: %d versions published, %s resident, %s of the heap in use%n",
                sample.seconds() / 60,
                number(minutes),
                published,
                mebibytes(sample.resident()),
                mebibytes(sample.heap()));
    }

    private int write(Report report, double swaps) throws IOException {
        double warm = 60 * (warmUp < 0 ? Math.min(4, minutes / 5) : warmUp);
        double resident = trend.residentGrowth(warm);
        double heap = trend.heapGrowth(warm);
        boolean flat = resident < MOST_GROWTH && heap < MOST_GROWTH;
        boolean once = report.unanswered() == 0 && report.duplicates() == 0;
        MemoryTrend.Sample last = trend.samples().get(trend.samples().size() - 1);
        Table table = new Table("what", "value");
        table.row("minutes, of which warm-up", number(minutes) + ", " + number(warm / 60));
        table.row("growth of resident memory", percent(resident) + " (to " + mebibytes(last.resident()) + ")");
        table.row("growth of the Java heap", percent(heap) + " (to " + mebibytes(last.heap()) + ")");
        table.row("versions published, swaps", published + ", " + Math.round(swaps));
        table.row("unanswered, answered twice", report.unanswered() + ", " + report.duplicates());
        table.row("verdict", flat && once ? "flat" : "NOT as it should be");
        Path written = Results.write(
                output,
                Results.lineage(
                        "load-tests/soak --minutes " + minutes + " --rate " + rate + " --swap-every " + swapEvery),
                Map.of(
                        "residentGrowth", resident,
                        "heapGrowth", heap,
                        "swaps", swaps,
                        "samples", trend.samples()),
                new Page("Memory over time", "Memory under load with swaps")
                        .add(table.html())
                        .add(plot(warm))
                        .add(course().html()));
        System.out.print(table.markdown());
        System.out.println();
        System.out.print(report.markdown());
        System.out.println("\nWritten: " + written);
        return flat && once ? 0 : 1;
    }

    /** From 0, so that what is flat looks flat; what is not judged is left of the dashed line. */
    private String plot(double warm) {
        return new LinePlot("MiB over time", "minutes", LinePlot.Upwards.AMOUNT, false)
                .line("resident", points(MemoryTrend.Sample::resident))
                .line("Java heap in use", points(MemoryTrend.Sample::heap))
                .mark(warm / 60)
                .svg();
    }

    private List<LinePlot.Point> points(ToDoubleFunction<MemoryTrend.Sample> bytes) {
        return trend.samples().stream()
                .map(sample -> {
                    double y = bytes.applyAsDouble(sample) / (1 << 20);
                    return new LinePlot.Point(sample.seconds() / 60, y, y, y);
                })
                .toList();
    }

    /** Two dozen moments at the most. */
    private Table course() {
        Table course = new Table("minute", "resident", "Java heap after a collection");
        int every = Math.max(1, trend.samples().size() / 24);
        for (int i = 0; i < trend.samples().size(); i += every) {
            MemoryTrend.Sample sample = trend.samples().get(i);
            course.row(number(sample.seconds() / 60), mebibytes(sample.resident()), mebibytes(sample.heap()));
        }
        return course;
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%+.1f %%", 100 * share);
    }

    private static String mebibytes(double bytes) {
        return String.format(Locale.ROOT, "%.0f MiB", bytes / (1 << 20));
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }
}
