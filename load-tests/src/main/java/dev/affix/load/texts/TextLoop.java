package dev.affix.load.texts;

import dev.affix.contracts.Generation;
import dev.affix.datasets.LabelledText;
import dev.affix.datasets.WordNetGlosses;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code load-tests/texts}: two arms generate texts through the whole loop, and are compared. */
@Command(
        name = "load-tests/texts",
        mixinStandardHelpOptions = true,
        usageHelpWidth = 100,
        description =
                "Starts registry, inference and metrics, sends prompts and references through Kafka, and checks every text and"
                        + " every score that the page shows against what is computed here, one text after another.")
public final class TextLoop implements Callable<Integer> {
    @Option(
            names = "--backbone",
            description = "A decoder's directory, or a model file of llama2.c. Default: a small one of random numbers.")
    private @Nullable Path backbone;

    @Option(names = "--texts", defaultValue = "300", description = "Prompts. Default: ${DEFAULT-VALUE}.")
    private int texts;

    @Option(names = "--tokens", defaultValue = "32", description = "Most of a text. Default: ${DEFAULT-VALUE}.")
    private int tokens;

    @Option(names = "--home", required = true, description = "The repository's top folder, with built services.")
    private Path home = Path.of(".");

    private TextLoop() {}

    /** Runs the command; exits with 0 when nothing was wrong, 1 otherwise, 2 for wrong usage. */
    public static void main(String[] args) {
        System.exit(new CommandLine(new TextLoop()).execute(args));
    }

    @Override
    public Integer call() throws Exception {
        List<String> prompts = WordNetGlosses.read().shuffled(1).stream()
                .map(LabelledText::text)
                .filter(text -> text.length() >= 30)
                .map(text -> text.substring(0, text.lastIndexOf(' ', 30)))
                .filter(text -> !text.isBlank())
                .limit(texts)
                .toList();
        Path directory = Files.createTempDirectory(
                Files.createDirectories(home.toAbsolutePath().resolve("target")), "texts");
        Path model = backbone == null ? RandomLlama.write(directory.resolve("model")) : backbone;
        System.err.println("Starting Affix in " + directory + "...");
        TextRun.Result result = new TextRun(
                        home.toAbsolutePath(), directory.resolve("run"), model, new Generation(tokens, List.of()))
                .run(prompts);
        System.out.printf(Locale.ROOT, "%d texts of each arm in %.1f s%n%n", prompts.size(), result.seconds());
        System.out.println("| arm | exact match | BLEU | ROUGE-L | chrF |");
        System.out.println("|---|---|---|---|---|");
        result.scores()
                .forEach((arm, scores) -> System.out.printf(
                        Locale.ROOT,
                        "| %s | %.3f | %.3f | %.3f | %.3f |%n",
                        arm,
                        scores.exactMatch(),
                        scores.bleu(),
                        scores.rougeL(),
                        scores.chrf()));
        System.out.println();
        System.out.println(result.live().at("/pairs/0/sentence").asText());
        result.problems().stream().limit(20).forEach(System.out::println);
        System.out.println(result.problems().size() + " problems");
        return result.problems().isEmpty() ? 0 : 1;
    }
}
