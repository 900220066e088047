package dev.affix.load.join;

import com.fasterxml.jackson.databind.JsonNode;
import dev.affix.lab.study.Page;
import dev.affix.lab.study.Results;
import dev.affix.lab.study.Spread;
import dev.affix.lab.study.Table;
import dev.affix.load.JvmOptions;
import dev.affix.load.MemoryTrend;
import dev.affix.load.ProcessMemory;
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
import java.util.concurrent.locks.LockSupport;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Requests joined per second and core by the metrics service, against a bare consumer of the same topics. */
@Command(
        name = "load-tests/join",
        mixinStandardHelpOptions = true,
        usageHelpWidth = 100,
        description =
                "How fast the metrics service joins predictions with labels, scores and compares them: the packaged"
                        + " service works off what a real broker has, with one core to itself where taskset is to be had, and a bare"
                        + " consumer reads the same topics in the same run.")
public final class JoinBenchmark implements Callable<Integer> {
    private static final Duration STALLED = Duration.ofMinutes(1);

    @Option(names = "--metrics-jar", required = true, description = "The service's quarkus-run.jar.")
    private Path jar = Path.of("");

    @Option(
            names = "--requests",
            defaultValue = "300000",
            description = "Each with a label. Default: ${DEFAULT-VALUE}.")
    private int requests;

    @Option(names = "--arms", defaultValue = "2", description = "That answered each. Default: ${DEFAULT-VALUE}.")
    private int arms;

    @Option(names = "--labels", defaultValue = "10", description = "Of the experiment. Default: ${DEFAULT-VALUE}.")
    private int labels;

    @Option(
            names = "--lag",
            defaultValue = "5000",
            description = "Predictions between one and its label. Default: ${DEFAULT-VALUE}.")
    private int lag;

    @Option(
            names = "--horizon",
            defaultValue = "40000",
            description = "Predictions for which one waits for its label, and for which it is remembered then. Default:"
                    + " ${DEFAULT-VALUE}.")
    private int horizon;

    @Option(names = "--partitions", defaultValue = "4", description = "Default: ${DEFAULT-VALUE}.")
    private int partitions;

    @Option(
            names = "--warmup",
            defaultValue = "0.34",
            description = "Share of the requests that is not counted: the service compiles itself, and begins to forget"
                    + " what is old. Default: ${DEFAULT-VALUE}.")
    private double warmup;

    @Mixin
    private final JvmOptions jvm = new JvmOptions();

    @Option(
            names = {"--output", "--out"},
            paramLabel = "FOLDER",
            defaultValue = "target/affix-load/join",
            description = "Where results.json, report.html and logs go. Default: ${DEFAULT-VALUE}.")
    private Path output = Path.of("");

    private final List<Progress> course = new ArrayList<>();
    private final MemoryTrend memory = new MemoryTrend();
    private double heapAfterWarmup;

    /** How far the service is: requests scored, wall and CPU seconds since its start. */
    private record Progress(double seconds, double cpu, long scored) {}

    private JoinBenchmark() {}

    /** Runs it; exits with 0 if each request was scored once. */
    public static void main(String[] arguments) {
        System.exit(new CommandLine(new JoinBenchmark()).execute(arguments));
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (lag < 1 || horizon <= lag || requests < 4 * lag) {
            throw new IllegalArgumentException(
                    "--horizon must be more than --lag, and --requests at least 4 times --lag");
        }
        if (!Files.exists(jar)) {
            throw new IOException(jar + " is missing; build the services first (./mvnw package)");
        }
        Files.createDirectories(output);
        try (JoinRig rig = JoinRig.start(output, partitions)) {
            System.out.printf(Locale.ROOT, "Writing %d predictions and labels...%n", requests);
            new Backlog(arms, labels).write(rig.servers(), requests, lag);
            List<Double> bare = new ArrayList<>(counted(rig.bareConsumer(4)));
            Process service = rig.metrics(jar, Duration.ofMillis(horizon), jvm.list());
            watch(rig, service);
            JsonNode counts = last(rig);
            double heapAtEnd = rig.heap(service);
            service.destroy();
            service.waitFor();
            bare.addAll(counted(rig.bareConsumer(4)));
            write(
                    rig.pinned(),
                    Spread.of(bare.stream().mapToDouble(rate -> rate).toArray()),
                    heapAtEnd,
                    counts);
            return counts.path("scored").asLong() == requests ? 0 : 1;
        }
    }

    /** The first pass is for the compiler. */
    private static List<Double> counted(List<Double> passes) {
        return passes.subList(1, passes.size());
    }

    private void watch(JoinRig rig, Process service) throws IOException, InterruptedException {
        long begin = System.nanoTime();
        long moved = begin;
        for (long scored = 0; scored < requests; ) {
            LockSupport.parkNanos(500_000_000);
            long now = System.nanoTime();
            JsonNode live = rig.live();
            if (live != null && live.at("/counts/scored").asLong() > scored) {
                scored = live.at("/counts/scored").asLong();
                moved = now;
                double seconds = (now - begin) / 1e9;
                if (heapAfterWarmup == 0 && scored >= warmup * requests) {
                    heapAfterWarmup = rig.heap(service);
                    continue; // what is counted begins after the collection
                }
                course.add(new Progress(seconds, cpu(service), scored));
                memory.add(new MemoryTrend.Sample(seconds, ProcessMemory.resident(service.pid()), 0));
                System.out.printf(Locale.ROOT, "%.1f s: %d scored%n", seconds, scored);
            }
            if (!service.isAlive() || now - moved > STALLED.toNanos()) {
                throw new IOException("The metrics service "
                        + (service.isAlive() ? "stands still at " + scored : "ended") + "; see metrics.log");
            }
        }
    }

    private static double cpu(Process service) {
        return service.info().totalCpuDuration().orElse(Duration.ZERO).toNanos() / 1e9;
    }

    private static JsonNode last(JoinRig rig) throws InterruptedException, IOException {
        JsonNode live = rig.live();
        if (live == null) {
            throw new IOException("The metrics service does not answer any more");
        }
        return live.path("counts");
    }

    private void write(boolean pinned, Spread bare, double heapAtEnd, JsonNode counts) throws IOException {
        Progress from = course.stream()
                .filter(progress -> progress.scored() >= warmup * requests)
                .findFirst()
                .orElseThrow();
        Progress end = course.get(course.size() - 1);
        long joined = end.scored() - from.scored();
        double perSecond = joined / (end.seconds() - from.seconds());
        double perCore = joined / (end.cpu() - from.cpu());
        // A joined request is two records read.
        double ratio = 2 * perSecond / bare.median();
        double grown = memory.residentGrowth(from.seconds());
        MemoryTrend.Sample now = memory.samples().get(memory.samples().size() - 1);
        Table table = new Table("what", "value");
        table.row("requests joined, scored and compared per second", number(perSecond));
        table.row("the same per second of processor time", number(perCore));
        table.row("records read per second (two for each request)", number(2 * perSecond));
        table.row(
                "records per second of a bare consumer: median, quartiles",
                number(bare.median()) + ", " + number(bare.lower()) + " to " + number(bare.upper()));
        table.row("ratio to the bare consumer", String.format(Locale.ROOT, "%.3f", ratio));
        table.row("growth of resident memory after the warm-up", String.format(Locale.ROOT, "%+.1f %%", 100 * grown));
        table.row("resident memory at the end", mebibytes(now.resident()));
        table.row(
                "Java heap after a collection: after the warm-up, at the end",
                mebibytes(heapAfterWarmup) + ", " + mebibytes(heapAtEnd));
        table.row(
                "requests scored, given up",
                counts.path("scored").asText() + ", "
                        + counts.path("unlabelled").asText());
        table.row("processes with one core each", pinned ? "yes" : "no: taskset is missing");
        Map<String, Object> lineage = Results.lineage(
                "load-tests/join --requests " + requests + " --arms " + arms + " --labels " + labels + " --lag " + lag
                        + " --horizon " + horizon + " --partitions " + partitions + " --warmup " + warmup);
        Map<String, Object> results = new LinkedHashMap<>();
        results.put("joinedPerSecond", perSecond);
        results.put("joinedPerCpuSecond", perCore);
        results.put("bareRecordsPerSecond", bare);
        results.put("ratio", ratio);
        results.put("residentGrowth", grown);
        results.put("heapAfterWarmup", heapAfterWarmup);
        results.put("heapAtEnd", heapAtEnd);
        results.put("pinned", pinned);
        results.put("counts", counts);
        results.put("course", course);
        results.put("memory", memory.samples());
        Path report = Results.write(
                output,
                lineage,
                results,
                new Page("The label join", "How fast labels are joined")
                        .add(
                                "<p>The service works off what the broker has; its log and its state are on this machine's disk."
                                        + " The bare consumer reads the same topics before and after.</p>\n")
                        .add(table.html()));
        System.out.println();
        System.out.print(table.markdown());
        System.out.println("\nWritten: " + report);
    }

    private static String mebibytes(double bytes) {
        return String.format(Locale.ROOT, "%.0f MiB", bytes / (1 << 20));
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.0f", value);
    }
}
