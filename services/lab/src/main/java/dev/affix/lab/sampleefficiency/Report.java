package dev.affix.lab.sampleefficiency;

import dev.affix.lab.sampleefficiency.Findings.Accuracy;
import dev.affix.lab.sampleefficiency.Findings.Comparison;
import dev.affix.lab.sampleefficiency.Findings.Ratio;
import dev.affix.lab.study.ForestPlot;
import dev.affix.lab.study.LinePlot;
import dev.affix.lab.study.LinePlot.Point;
import dev.affix.lab.study.Page;
import dev.affix.lab.study.PairedTTest;
import dev.affix.lab.study.Results;
import dev.affix.lab.study.Table;
import dev.affix.prefix.variant.Variant;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;

/** A study for people (a page, a summary in Markdown) and for programs (CSV, JSON). */
final class Report {
    private static final List<String> COLUMNS = List.of(
            "variant",
            "purpose",
            "seed",
            "examples",
            "steps",
            "prefixRate",
            "headRate",
            "correct",
            "scored",
            "accuracy",
            "loss",
            "diverged",
            "seconds",
            "commit");

    private final Map<String, Object> lineage;
    private final Plan plan;
    private final Study.Results results;
    private final Map<String, Object> material;
    private final Findings findings;

    /**
     * Creates one.
     *
     * @param lineage what the study was made of
     * @param material what all trials have in common
     */
    Report(Map<String, Object> lineage, Plan plan, Study.Results results, Map<String, Object> material) {
        this.lineage = new LinkedHashMap<>(lineage);
        this.plan = plan;
        this.results = results;
        this.material = material;
        this.findings = new Findings(plan, results);
        this.lineage.put(
                "trials run at commit",
                String.join(
                        ", ",
                        results.outcomes().values().stream()
                                .map(Outcome::commit)
                                .distinct()
                                .toList()));
        this.lineage.put(
                "seconds of all trials",
                Math.round(results.outcomes().values().stream()
                        .mapToDouble(Outcome::seconds)
                        .sum()));
    }

    void write(Path folder) throws IOException {
        Files.createDirectories(folder);
        csv(folder.resolve("runs.csv"));
        Results.write(folder, json(), html(), summary());
    }

    private List<Map<String, Object>> runs() {
        List<Map<String, Object>> runs = new ArrayList<>();
        results.outcomes().forEach((trial, outcome) -> {
            Map<String, Object> run = trial.key(plan, material);
            run.putAll(outcome.toMap());
            runs.add(run);
        });
        return runs;
    }

    private void csv(Path file) throws IOException {
        CSVFormat format = CSVFormat.RFC4180
                .builder()
                .setHeader(COLUMNS.toArray(String[]::new))
                .get();
        try (BufferedWriter writer = Files.newBufferedWriter(file);
                CSVPrinter printer = new CSVPrinter(writer, format)) {
            for (Map<String, Object> run : runs()) {
                printer.printRecord(COLUMNS.stream().map(run::get).toList());
            }
        }
    }

    private Map<String, Object> json() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("lineage", lineage);
        json.put("sizes", plan.sizes());
        json.put("seeds", plan.seeds());
        Map<String, Object> chosen = new LinkedHashMap<>();
        results.chosen()
                .forEach((variant, rates) -> chosen.put(
                        variant.label(), Map.of("prefix", rates.prefixFactor(), "head", rates.headFactor())));
        json.put("ratesTriedAtMost", plan.rates());
        json.put("rateFactorsChosen", chosen);
        json.put(
                "accuracies", findings.accuracies().stream().map(Report::fields).toList());
        // NaN is not JSON: what was not reached has no ratio.
        json.put(
                "examplesNeeded", findings.ratios().stream().map(Report::fields).toList());
        json.put(
                "comparisons",
                findings.comparisons().stream().map(Report::fields).toList());
        json.put("runs", runs());
        return json;
    }

    private static Map<String, Object> fields(Accuracy accuracy) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("variant", accuracy.variant().label());
        fields.put("examples", accuracy.examples());
        fields.put("bySeed", accuracy.bySeed());
        fields.put("mean", accuracy.interval().mean());
        fields.put("standardError", accuracy.interval().standardError());
        fields.put(
                "interval95",
                List.of(accuracy.interval().lower(), accuracy.interval().upper()));
        return fields;
    }

    private static Map<String, Object> fields(Ratio ratio) {
        Map<String, Object> fields = pair(ratio.one(), ratio.other());
        fields.put("level", ratio.level());
        fields.put("seeds", ratio.seeds());
        if (ratio.why().isEmpty()) {
            fields.put("ratio", ratio.ratio());
            fields.put("interval95", List.of(ratio.lower(), ratio.upper()));
        } else {
            fields.put("none", ratio.why());
        }
        return fields;
    }

    private static Map<String, Object> fields(Comparison comparison) {
        Map<String, Object> fields = pair(comparison.one(), comparison.other());
        PairedTTest test = comparison.test();
        fields.put("examples", comparison.examples() == 0 ? "mean over sizes" : comparison.examples());
        fields.put("difference", test.mean());
        fields.put("interval95", List.of(test.lower(), test.upper()));
        fields.put("t", test.t());
        fields.put("p", test.p());
        fields.put("pHolm", comparison.holm());
        return fields;
    }

    private static Map<String, Object> pair(Variant one, Variant other) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("variant", one.label());
        fields.put("against", other.label());
        return fields;
    }

    /** Returns the tables as Markdown. */
    String summary() {
        return "Test accuracy in percent, mean ± standard error over "
                + plan.seeds().size() + " seeds:\n\n"
                + accuracyTable().markdown() + "\nExamples needed for the same accuracy, as a ratio:\n\n"
                + ratioTable().markdown() + "\nPaired differences in percentage points:\n\n"
                + comparisonTable().markdown() + "\nRates, chosen by validation:\n\n"
                + tuningTable().markdown();
    }

    private Table accuracyTable() {
        List<String> header = new ArrayList<>(List.of("variant"));
        plan.sizes().forEach(size -> header.add(size + " examples"));
        Table table = new Table(header.toArray(String[]::new));
        for (Variant variant : plan.variants()) {
            List<String> cells = new ArrayList<>(List.of(variant.label()));
            for (Accuracy accuracy : findings.accuracies()) {
                if (accuracy.variant() == variant) {
                    cells.add(percent(accuracy.interval().mean()) + " ± "
                            + percent(accuracy.interval().standardError()));
                }
            }
            table.row(cells.toArray(String[]::new));
        }
        return table;
    }

    private Table ratioTable() {
        Table table = new Table("variant", "against", "accuracy", "examples, ratio", "95 % interval");
        for (Ratio ratio : findings.ratios()) {
            boolean known = ratio.why().isEmpty();
            table.row(
                    ratio.one().label(),
                    ratio.other().label(),
                    percent(ratio.level()) + " %",
                    known ? number(ratio.ratio()) : "none: " + ratio.why(),
                    known ? number(ratio.lower()) + " to " + number(ratio.upper()) : "");
        }
        return table;
    }

    private Table comparisonTable() {
        Table table = new Table("variant", "against", "examples", "difference", "95 % interval", "t", "p", "p (Holm)");
        for (Comparison comparison : findings.comparisons()) {
            PairedTTest test = comparison.test();
            table.row(
                    comparison.one().label(),
                    comparison.other().label(),
                    comparison.examples() == 0 ? "mean over sizes" : String.valueOf(comparison.examples()),
                    signed(100 * test.mean()),
                    test.points(),
                    number(test.t()),
                    number(test.p()),
                    number(comparison.holm()));
        }
        return table;
    }

    private Table tuningTable() {
        Table table = new Table("variant", "prefix rate", "head rate", "validation accuracy", "chosen");
        results.outcomes().forEach((trial, outcome) -> {
            if (trial.tuning()) {
                boolean chosen = trial.rates().equals(results.chosen().get(trial.variant()));
                table.row(
                        trial.variant().label(),
                        rate(trial.settings(plan).prefixLearningRate()),
                        rate(trial.settings(plan).headLearningRate()),
                        outcome.diverged() ? "diverged" : percent(outcome.accuracy()) + " %",
                        chosen ? "yes" : "");
            }
        });
        return table;
    }

    private String html() {
        LinePlot plot = new LinePlot("Test accuracy against training examples", true);
        for (Variant variant : plan.variants()) {
            plot.line(
                    variant.label(),
                    findings.accuracies().stream()
                            .filter(accuracy -> accuracy.variant() == variant)
                            .map(accuracy -> new Point(
                                    accuracy.examples(),
                                    accuracy.interval().mean(),
                                    accuracy.interval().lower(),
                                    accuracy.interval().upper()))
                            .toList());
        }
        return new Page("Sample efficiency of prefix variants", "How many labelled examples each variant needs")
                .add("<p>Data set <b>" + Page.escape(String.valueOf(lineage.get("data set")))
                        + "</b>. Every variant had "
                        + "the same search of learning rates, of the prefix and of the head: from its preset to neighbours "
                        + Rates.STEP
                        + " times lower and higher, on from the best of them until none is better, at most "
                        + plan.rates() + " points; trained on " + plan.tuning()
                        + " examples that are in no seed's data and chosen by the accuracy on " + plan.validation()
                        + " more. Each of " + plan.seeds().size() + " seeds then has its own " + plan.test()
                        + " test examples, training pool, initialization and order; smaller training sets are parts of"
                        + " larger ones; all parts are stratified by label. Training: " + plan.epochs()
                        + " passes, at least " + plan.minSteps() + " steps, of " + plan.batch()
                        + " examples; rates decay linearly to 0.</p>\n")
                .add(plot.svg())
                .add("<p>Bands: 95 % intervals over seeds (Student).</p>\n")
                .heading("Test accuracy in percent, mean ± standard error over seeds")
                .add(accuracyTable().html())
                .heading("Examples needed for the same accuracy")
                .add(
                        "<p>Where a seed's curve first reaches the level, linear in the logarithm of the examples between sizes;"
                                + " the ratio is the geometric mean over seeds. Below 1 the variant needs fewer. There is a ratio only"
                                + " where both variants reach the level, inside the sizes tried, in every seed.</p>\n")
                .add(ratioPlot().svg())
                .add(ratioTable().html())
                .heading("Paired differences over seeds, in percentage points")
                .add(
                        "<p>Student's paired t-test, two-sided; Holm's correction over all rows by size, and over all rows of"
                                + " means.</p>\n")
                .add(comparisonTable().html())
                .heading("Rates tried")
                .add(tuningTable().html())
                .end(lineage);
    }

    private ForestPlot ratioPlot() {
        ForestPlot plot = new ForestPlot(
                "Examples needed to reach a level, as a ratio, with 95 % intervals",
                "examples needed, ratio: below 1 the first variant needs fewer");
        for (Ratio ratio : findings.ratios()) {
            if (ratio.why().isEmpty()) {
                plot.row(
                        ratio.one().label() + " / " + ratio.other().label() + " at " + percent(ratio.level()) + " %",
                        ratio.ratio(),
                        ratio.lower(),
                        ratio.upper());
            }
        }
        return plot;
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.1f", 100 * share);
    }

    private static String signed(double value) {
        return String.format(Locale.ROOT, "%+.1f", value);
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, Math.abs(value) < 0.0995 ? "%.3f" : "%.2f", value);
    }

    private static String rate(double value) {
        return value == 0 ? "none" : String.format(Locale.ROOT, "%.2g", value);
    }
}
