package dev.affix.standalone.demo;

import dev.affix.datasets.Columns;
import dev.affix.datasets.Dataset;
import dev.affix.datasets.DatasetException;
import dev.affix.datasets.DatasetFile;
import dev.affix.datasets.WordNetGlosses;
import dev.affix.standalone.CommandFailure;
import dev.affix.standalone.terminal.Display;
import dev.affix.standalone.terminal.Text;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code affix demo}. */
@Command(
        usageHelpWidth = 100,
        abbreviateSynopsis = true,
        name = "demo",
        sortOptions = false,
        description = {
            "Runs the whole loop on this machine and compares prefix variants on a live stream.",
            "Starts a Kafka broker, PostgreSQL and the four services, streams labelled texts (requests first, labels late"
                    + " and out of order), tunes every variant continually, and prints who is better.",
            "A second run on the same data directory continues the stream.",
            ""
        },
        footer = {
            "",
            "Exit codes: 0 done and verified, 1 something failed, 2 wrong options, 130 interrupted.",
            "Needs about 4 GiB of memory, Linux on x86-64, and no network."
        })
public final class DemoCommand implements Callable<Integer> {
    @Option(
            names = "--dataset",
            paramLabel = "FILE",
            description = "Stream this CSV (header line) or JSONL file instead of WordNet's glosses. Columns: text, and"
                    + " label, category or intent.")
    private @Nullable Path dataset;

    @Option(names = "--text-column", paramLabel = "NAME", description = "The column that holds the text.")
    private @Nullable String textColumn;

    @Option(names = "--label-column", paramLabel = "NAME", description = "The column that holds the label.")
    private @Nullable String labelColumn;

    @Option(names = "--strict", description = "Refuse a file with bad rows instead of skipping and reporting them.")
    private boolean strict;

    @Option(
            names = "--events",
            paramLabel = "N",
            defaultValue = "3000",
            description = "How many requests this run sends (default: ${DEFAULT-VALUE}).")
    private int events;

    @Option(
            names = "--rate",
            paramLabel = "R",
            defaultValue = "12",
            description =
                    "Requests per second (default: ${DEFAULT-VALUE}), or max for all at once. Above what the machine"
                            + " can tune, the answers come from older adapters.")
    private String rate = "";

    @Option(
            names = "--variants",
            paramLabel = "V",
            split = ",",
            defaultValue = "linear-probe,no-share,simple-share,deep-share",
            description =
                    "The arms, the control first (default: ${DEFAULT-VALUE}). There are also separate-mlp and prompt-tuning.")
    private List<String> variants = List.of();

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "Decides the order of the texts, the labels' delays and the first weights (default:"
                    + " ${DEFAULT-VALUE}).")
    private long seed;

    @Option(
            names = "--label-delay",
            paramLabel = "D",
            defaultValue = "3s",
            description = "Mean delay of a label, such as 500ms, 3s or 1m (default: ${DEFAULT-VALUE}). Delays are"
                    + " exponentially distributed up to five times the mean.")
    private String labelDelay = "";

    @Option(
            names = "--publish-every",
            paramLabel = "N",
            defaultValue = "100",
            description = "Examples between two adapter versions of an arm (default: ${DEFAULT-VALUE}).")
    private int publishEvery;

    @Option(
            names = "--partitions",
            paramLabel = "N",
            defaultValue = "2",
            description = "Partitions of the request-keyed topics (default: ${DEFAULT-VALUE}).")
    private int partitions;

    @Option(
            names = "--data-dir",
            paramLabel = "DIR",
            description = "Where everything is stored (default: target/affix-demo/<data set> in the repository).")
    private @Nullable Path dataDirectory;

    @Option(names = "--keep", description = "Leave everything running at the end, until Ctrl-C.")
    private boolean keep;

    @Override
    public Integer call() throws InterruptedException, IOException, DatasetException {
        List<ArmPreset> arms = arms();
        double requestsPerSecond = OptionValues.rate(rate);
        Duration meanDelay = OptionValues.duration("--label-delay", labelDelay);
        OptionValues.between("--events", events, 1, 100_000_000);
        OptionValues.between("--publish-every", publishEvery, 1, 1_000_000);
        OptionValues.between("--partitions", partitions, 1, 64);
        Display display = Display.standard();
        Dataset texts = read();
        Path directory = dataDirectory == null
                ? Installation.find().home().resolve("target/affix-demo").resolve(texts.name())
                : dataDirectory;
        DemoSettings settings = new DemoSettings(
                events, requestsPerSecond, arms, seed, meanDelay, partitions, publishEvery, keep, directory);
        announce(display, texts, settings);
        LauncherLog.to(DataDirectory.of(directory));
        return new Demo(settings, texts, display).run();
    }

    private Dataset read() throws DatasetException {
        return dataset == null
                ? WordNetGlosses.read()
                : DatasetFile.read(dataset, new Columns(textColumn, labelColumn), strict);
    }

    private List<ArmPreset> arms() {
        List<ArmPreset> arms = new ArrayList<>();
        for (String variant : variants) {
            ArmPreset preset = ArmPreset.of(variant.strip())
                    .orElseThrow(() -> CommandFailure.usage("--variants names '" + variant + "'; choose from "
                            + String.join(", ", ArmPreset.labels()) + "."));
            if (arms.contains(preset)) {
                throw CommandFailure.usage("--variants names " + variant + " twice.");
            }
            arms.add(preset);
        }
        return arms;
    }

    private static void announce(Display display, Dataset texts, DemoSettings settings) {
        display.line(texts.name() + ": " + Text.count(texts.examples().size()) + " texts, "
                + texts.labels().size() + " labels; " + settings.arms().size() + " arms; data in "
                + Installation.shown(settings.dataDirectory()));
        if (!texts.badRows().isEmpty()) {
            display.line("Skipped " + texts.badRows().size() + " bad rows: " + DatasetFile.summary(texts.badRows()));
        }
    }
}
