package dev.affix.lab.texts;

import dev.affix.lab.study.Page;
import dev.affix.lab.study.Results;
import dev.affix.lab.study.Table;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ./affix lab texts}. */
@Command(
        name = "texts",
        description =
                "Scores generated texts against references (exact match, BLEU, ROUGE-L, chrF), and compares the arms that"
                        + " made them, in pairs, with the statistics of the live comparison.")
public final class TextsCommand implements Callable<Integer> {
    @Parameters(
            paramLabel = "FILE",
            description = "JSON Lines: {\"reference\": text, \"texts\": {arm: text, ...}}, the same arms in each.")
    private Path file = Path.of("");

    @Option(
            names = "--score",
            defaultValue = "chrf",
            description = "What arms are compared by: exact-match, rouge-l or chrf. Default: ${DEFAULT-VALUE}.")
    private String score = "";

    @Option(
            names = "--margin",
            defaultValue = "0.01",
            description = "Differences within it count as equivalent. Default: ${DEFAULT-VALUE}.")
    private double margin;

    @Option(
            names = "--alpha",
            defaultValue = "0.05",
            description = "Probability that any verdict is false. Default: ${DEFAULT-VALUE}.")
    private double alpha;

    @Option(
            names = "--output",
            paramLabel = "FOLDER",
            defaultValue = "target/affix-lab/texts",
            description = "Where results.json and report.html go. Default: ${DEFAULT-VALUE}.")
    private Path output = Path.of("");

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        TextScore by = TextScore.named(score);
        List<Generated> texts = Generated.read(file);
        TextStudy study = new TextStudy(texts);
        List<TextStudy.Pair> pairs = study.pairs(by, alpha, margin);
        Map<String, Map<String, Double>> scores = new LinkedHashMap<>();
        for (String arm : study.arms()) {
            Map<String, Double> own = new LinkedHashMap<>();
            own.put("exact-match", study.mean(arm, TextScore.EXACT_MATCH));
            own.put("bleu", study.bleu(arm));
            own.put("rouge-l", study.mean(arm, TextScore.ROUGE_L));
            own.put("chrf", study.mean(arm, TextScore.CHRF));
            scores.put(arm, own);
        }
        Table arms = new Table("arm", "exact match", "BLEU", "ROUGE-L", "chrF");
        scores.forEach((arm, own) -> arms.row(
                arm,
                hundredths(own.get("exact-match")),
                hundredths(own.get("bleu")),
                hundredths(own.get("rouge-l")),
                hundredths(own.get("chrf"))));
        Table verdicts = new Table("A", "B", "A − B, " + by, "verdict", "after texts");
        pairs.forEach(pair -> verdicts.row(
                pair.armA(),
                pair.armB(),
                hundredths(pair.interval().lower()) + " to "
                        + hundredths(pair.interval().upper()),
                verdict(pair),
                pair.decidedAfter() == 0 ? "" : Integer.toString(pair.decidedAfter())));
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        out.println(texts.size() + " texts");
        out.println();
        out.println(arms.markdown());
        if (!pairs.isEmpty()) {
            out.println(verdicts.markdown());
        }
        out.println("Written: " + write(by, texts.size(), study, scores, pairs, arms, verdicts));
        out.flush();
        return 0;
    }

    private Path write(
            TextScore by,
            int count,
            TextStudy study,
            Map<String, Map<String, Double>> scores,
            List<TextStudy.Pair> pairs,
            Table arms,
            Table verdicts)
            throws IOException {
        Page page = new Page("Generated texts", count + " generated texts of each arm, against references")
                .add(arms.html())
                .add(
                        "<p>Hundredths. BLEU is that of all texts together, not smoothed; the others are means over texts.</p>")
                .add(study.plot(by));
        if (!pairs.isEmpty()) {
            page.heading("Compared by " + by)
                    .add(verdicts.html())
                    .add(String.format(
                            Locale.ROOT,
                            "<p>Confidence sequences on the mean difference, text by text in the file's order: the chance that any"
                                    + " verdict is false is at most %s, however often one looks. Equivalent: within %s.</p>",
                            alpha,
                            margin));
        }
        Map<String, Object> results = new LinkedHashMap<>();
        results.put("texts", count);
        results.put("scores", scores);
        results.put("pairs", pairs);
        return Results.write(
                output,
                Results.lineage(String.format(
                        Locale.ROOT,
                        "./affix lab texts %s --score %s --margin %s --alpha %s",
                        file,
                        by,
                        margin,
                        alpha)),
                results,
                page);
    }

    private static String verdict(TextStudy.Pair pair) {
        return switch (pair.outcome()) {
            case A_BETTER -> pair.armA() + " is better";
            case B_BETTER -> pair.armB() + " is better";
            case EQUIVALENT -> "equivalent";
            case UNDECIDED -> "undecided";
        };
    }

    /** As scores of texts are written. */
    private static String hundredths(@Nullable Double share) {
        return String.format(Locale.ROOT, "%.1f", 100 * Objects.requireNonNull(share));
    }
}
