package dev.affix.lab.precision;

import dev.affix.lab.precision.Findings.Accuracy;
import dev.affix.lab.precision.Findings.Effect;
import dev.affix.lab.study.Page;
import dev.affix.lab.study.PairedTTest;
import dev.affix.lab.study.Results;
import dev.affix.lab.study.Table;
import dev.affix.prefix.engine.Precision;
import dev.affix.prefix.variant.Variant;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** A study of precisions for people (a page, a summary in Markdown) and for programs (JSON). */
final class Report {
    private final Map<String, Object> lineage;
    private final Map<Trial, Answers> answers;
    private final Findings findings;
    private final String about;

    /**
     * Creates one.
     *
     * @param lineage what the study was made of
     * @param about what was tuned and tested, in a sentence
     */
    Report(Map<String, Object> lineage, Map<Trial, Answers> answers, Findings findings, String about) {
        this.lineage = new LinkedHashMap<>(lineage);
        this.answers = answers;
        this.findings = findings;
        this.about = about;
        this.lineage.put(
                "trials run at commit",
                String.join(
                        ", ",
                        answers.values().stream()
                                .map(Answers::commit)
                                .distinct()
                                .toList()));
    }

    void write(Path folder) throws IOException {
        Results.write(folder, json(), html(), summary());
    }

    String summary() {
        return about + "\n\nTest accuracy in percent, mean ± standard error over seeds:\n\n"
                + accuracies().markdown()
                + "\nAgainst tuned and served in float32, on the same examples:\n\n"
                + effects().markdown();
    }

    private String html() {
        return new Page("Precision", "What bfloat16 changes in the answers")
                .add("<p>" + Page.escape(about) + "</p>\n")
                .heading("Accuracy")
                .add("<p>Percent of the test examples, mean ± standard error over seeds.</p>\n")
                .add(accuracies().html())
                .heading("Differences")
                .add(
                        "<p>Against tuned and served in float32, on the same test examples: what share of the answers is another"
                                + " answer, and the accuracy's difference in percentage points. Student's paired t-test and its 95 %"
                                + " interval are over seeds; McNemar's exact test takes each answer for a pair of its own. Both are"
                                + " adjusted for all rows by variant (Holm); the rows of all variants are the mean over them, adjusted for"
                                + " each other.</p>\n")
                .add(effects().html())
                .end(lineage);
    }

    private Table accuracies() {
        Set<String> columns = new LinkedHashSet<>(List.of("variant"));
        Map<Variant, List<String>> rows = new LinkedHashMap<>();
        for (Accuracy cell : findings.accuracies()) {
            columns.add("tuned " + Answers.name(cell.tunedIn()) + ", served " + Answers.name(cell.servedIn()));
            rows.computeIfAbsent(cell.variant(), variant -> new ArrayList<>(List.of(variant.label())))
                    .add(String.format(
                            Locale.ROOT,
                            "%.1f ± %.1f",
                            100 * cell.interval().mean(),
                            100 * cell.interval().standardError()));
        }
        Table table = new Table(columns.toArray(String[]::new));
        rows.values().forEach(row -> table.row(row.toArray(String[]::new)));
        return table;
    }

    private Table effects() {
        Table table = new Table(
                "variant",
                "change",
                "answers changed",
                "difference, points",
                "95 % interval",
                "p, paired t, Holm",
                "right to wrong, wrong to right",
                "p, McNemar, Holm");
        for (Effect effect : findings.effects()) {
            PairedTTest test = effect.test();
            table.row(
                    effect.variant().map(Variant::label).orElse("all variants"),
                    effect.change().label(),
                    String.format(Locale.ROOT, "%.2f %%", 100 * effect.changed()),
                    String.format(Locale.ROOT, "%+.2f", 100 * test.mean()),
                    test.standardError() == 0
                            ? "equal in all seeds"
                            : String.format(Locale.ROOT, "%+.2f to %+.2f", 100 * test.lower(), 100 * test.upper()),
                    p(effect.tHolm()),
                    effect.mcNemar().onlyFirst() + ", " + effect.mcNemar().onlySecond(),
                    Double.isNaN(effect.mcNemarHolm()) ? "" : p(effect.mcNemarHolm()));
        }
        return table;
    }

    private static String p(double p) {
        return String.format(Locale.ROOT, "%.3f", p);
    }

    private Map<String, Object> json() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("lineage", lineage);
        json.put(
                "accuracies",
                findings.accuracies().stream()
                        .map(cell -> Map.of(
                                "variant", cell.variant().label(),
                                "tunedIn", Answers.name(cell.tunedIn()),
                                "servedIn", Answers.name(cell.servedIn()),
                                "accuracy", cell.interval()))
                        .toList());
        json.put("effects", findings.effects().stream().map(Report::fields).toList());
        List<Map<String, Object>> runs = new ArrayList<>();
        answers.forEach((trial, given) -> {
            Map<String, Object> run = new LinkedHashMap<>();
            run.put("variant", trial.variant().label());
            run.put("seed", trial.seed());
            run.put("tunedIn", Answers.name(trial.tunedIn()));
            for (Precision precision : Answers.COMPARED) {
                run.put("accuracy, served in " + Answers.name(precision), given.accuracy(precision));
            }
            run.put("seconds", given.seconds());
            runs.add(run);
        });
        json.put("runs", runs);
        return json;
    }

    private static Map<String, Object> fields(Effect effect) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("variant", effect.variant().map(Variant::label).orElse("all variants"));
        fields.put("change", effect.change().label());
        fields.put("answersChanged", effect.changed());
        fields.put("difference", effect.test());
        fields.put("pairedTHolm", effect.tHolm());
        fields.put("rightToWrong", effect.mcNemar().onlyFirst());
        fields.put("wrongToRight", effect.mcNemar().onlySecond());
        if (!Double.isNaN(effect.mcNemarHolm())) {
            fields.put("mcNemarHolm", effect.mcNemarHolm());
        }
        return fields;
    }
}
