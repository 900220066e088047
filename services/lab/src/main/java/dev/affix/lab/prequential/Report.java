package dev.affix.lab.prequential;

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
import java.util.function.ToDoubleFunction;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;

/** A study for people (a page, a summary in Markdown) and for programs (CSV, JSON). Seeds are the repeats. */
final class Report {
    /** Recovered: this share of the accuracy before the change. */
    static final double RECOVERED = 0.8;

    private final Map<String, Object> lineage;
    private final Map<Trial, Pass> passes;
    private final int perDomain;
    private final int window;

    Report(Map<String, Object> lineage, Map<Trial, Pass> passes, int perDomain, int window) {
        this.lineage = new LinkedHashMap<>(lineage);
        this.passes = passes;
        this.perDomain = perDomain;
        this.window = window;
        this.lineage.put(
                "passes run at commit",
                String.join(
                        ", ",
                        passes.values().stream().map(Pass::commit).distinct().toList()));
        this.lineage.put(
                "seconds of all passes",
                Math.round(passes.values().stream().mapToDouble(Pass::seconds).sum()));
    }

    void write(Path folder) throws IOException {
        Files.createDirectories(folder);
        CSVFormat format = CSVFormat.RFC4180
                .builder()
                .setHeader(
                        "variant",
                        "replay",
                        "drift",
                        "seed",
                        "prequential",
                        "finalHeldOut",
                        "forgetting",
                        "recovery",
                        "seconds",
                        "commit")
                .get();
        List<Map<String, Object>> runs = new ArrayList<>();
        try (BufferedWriter writer = Files.newBufferedWriter(folder.resolve("runs.csv"));
                CSVPrinter printer = new CSVPrinter(writer, format)) {
            for (Map.Entry<Trial, Pass> entry : passes.entrySet()) {
                Trial trial = entry.getKey();
                Pass pass = entry.getValue();
                printer.printRecord(
                        trial.variant().label(),
                        trial.replay(),
                        trial.drift().label(),
                        trial.seed(),
                        pass.prequential(),
                        pass.finalAccuracy(),
                        pass.forgetting(),
                        recovery(pass),
                        pass.seconds(),
                        pass.commit());
                Map<String, Object> run = trial.key(Map.of());
                run.putAll(pass.toMap());
                run.put("recoveries", pass.recoveries(perDomain, window, RECOVERED));
                runs.add(run);
            }
        }
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("lineage", lineage);
        json.put("runs", runs);
        Results.write(folder, json, html(), summary());
    }

    /** Returns the tables as Markdown. */
    String summary() {
        StringBuilder text = new StringBuilder();
        for (Drift drift : drifts()) {
            text.append("Changes of domain: ").append(drift.label()).append(". Mean ± standard error over seeds:\n\n");
            text.append(table(drift).markdown()).append('\n');
            text.append("Paired differences, ").append(drift.label()).append(":\n\n");
            text.append(comparisons(drift).markdown()).append('\n');
        }
        return text.toString();
    }

    private List<Drift> drifts() {
        return passes.keySet().stream().map(Trial::drift).distinct().toList();
    }

    private List<Long> seeds() {
        return passes.keySet().stream().map(Trial::seed).distinct().toList();
    }

    private List<Trial> contestants(Drift drift) {
        long first = seeds().get(0);
        return passes.keySet().stream()
                .filter(trial -> trial.drift() == drift && trial.seed() == first)
                .toList();
    }

    private double recovery(Pass pass) {
        return pass.recoveries(perDomain, window, RECOVERED).stream()
                .mapToInt(examples -> examples)
                .average()
                .orElse(Double.NaN);
    }

    private double[] bySeed(Trial contestant, ToDoubleFunction<Pass> measure) {
        return seeds().stream()
                .mapToDouble(seed -> {
                    Pass pass =
                            passes.get(new Trial(contestant.variant(), contestant.drift(), contestant.replay(), seed));
                    if (pass == null) {
                        throw new IllegalStateException("There is no pass of " + contestant + " with seed " + seed);
                    }
                    return measure.applyAsDouble(pass);
                })
                .toArray();
    }

    private Table table(Drift drift) {
        Table table = new Table(
                "contestant",
                "prequential accuracy",
                "held-out accuracy at the end",
                "forgetting, points",
                "recovery, examples");
        for (Trial contestant : contestants(drift)) {
            table.row(
                    contestant.contestant(),
                    mean(100, bySeed(contestant, Pass::prequential)),
                    mean(100, bySeed(contestant, Pass::finalAccuracy)),
                    mean(100, bySeed(contestant, Pass::forgetting)),
                    mean(1, bySeed(contestant, this::recovery)));
        }
        return table;
    }

    private Table comparisons(Drift drift) {
        List<String[]> names = new ArrayList<>();
        List<PairedTTest> tests = new ArrayList<>();
        for (Trial one : contestants(drift)) {
            for (Trial other : contestants(drift)) {
                boolean replay = one.variant() == other.variant() && one.replay() && !other.replay();
                boolean sharing = one.replay() == other.replay()
                        && other.variant() == Variant.NO_SHARE
                        && one.variant() != Variant.NO_SHARE;
                if (replay || sharing) {
                    compare(one, other, "held-out accuracy", Pass::finalAccuracy, names, tests);
                    compare(one, other, "forgetting", Pass::forgetting, names, tests);
                }
            }
        }
        double[] holm =
                PairedTTest.holm(tests.stream().mapToDouble(PairedTTest::p).toArray());
        Table table =
                new Table("contestant", "against", "measure", "difference, points", "95 % interval", "p", "p (Holm)");
        for (int i = 0; i < holm.length; i++) {
            PairedTTest test = tests.get(i);
            String[] name = names.get(i);
            table.row(
                    name[0],
                    name[1],
                    name[2],
                    String.format(Locale.ROOT, "%+.1f", 100 * test.mean()),
                    test.points(),
                    String.format(Locale.ROOT, "%.3f", test.p()),
                    String.format(Locale.ROOT, "%.3f", holm[i]));
        }
        return table;
    }

    private void compare(
            Trial one,
            Trial other,
            String measure,
            ToDoubleFunction<Pass> value,
            List<String[]> names,
            List<PairedTTest> tests) {
        double[] a = bySeed(one, value);
        double[] b = bySeed(other, value);
        double[] differences = new double[a.length];
        for (int i = 0; i < a.length; i++) {
            differences[i] = a[i] - b[i];
        }
        names.add(new String[] {one.contestant(), other.contestant(), measure});
        tests.add(PairedTTest.of(differences));
    }

    private static String mean(double factor, double[] values) {
        PairedTTest interval = PairedTTest.of(values);
        return String.format(Locale.ROOT, "%.1f ± %.1f", factor * interval.mean(), factor * interval.standardError());
    }

    private String html() {
        Page page = new Page("Learning from a stream with drift", "Streams whose classes change: what is kept and lost")
                .add(
                        "<p>One pass, test then train in batches, constant preset rates; dashed lines are changes of domain."
                                + " Curves are the accuracy over the last " + window
                                + " examples, each answered before it was trained"
                                + " on, mean over " + seeds().size()
                                + " seeds. Forgetting: the best held-out accuracy of a domain"
                                + " before the end minus that at the end, mean over all domains but the last. Recovery: examples after"
                                + " a change until the accuracy over the last " + window + ", all after the change, is "
                                + Math.round(100 * RECOVERED) + " % of what it was before; the domain's length, "
                                + perDomain
                                + ", where it never was. With replay, each step also has as many examples drawn from a uniform sample"
                                + " of the past.</p>\n");
        for (Drift drift : drifts()) {
            page.heading("Changes of domain: " + drift.label());
            List<Boolean> replays =
                    passes.keySet().stream().map(Trial::replay).distinct().toList();
            for (boolean replay : replays) {
                LinePlot plot =
                        new LinePlot("Prequential accuracy " + (replay ? "with replay" : "without replay"), false);
                for (Trial contestant : contestants(drift)) {
                    if (contestant.replay() == replay) {
                        plot.line(contestant.variant().label(), curve(contestant));
                    }
                }
                int examples = passes.values().iterator().next().correct().length();
                for (int change = perDomain; change < examples; change += perDomain) {
                    plot.mark(change);
                }
                page.add(plot.svg());
            }
            page.add(table(drift).html())
                    .add("<p>Student's paired t-tests over seeds, Holm's correction over all rows:</p>\n")
                    .add(comparisons(drift).html());
        }
        return page.end(lineage);
    }

    private List<Point> curve(Trial contestant) {
        int examples = passes.values().iterator().next().correct().length();
        List<Point> points = new ArrayList<>();
        int every = Math.max(1, examples / 200);
        for (int at = window; at <= examples; at += every) {
            int end = at;
            PairedTTest interval = PairedTTest.of(bySeed(contestant, pass -> pass.share(end - window, end)));
            points.add(new Point(at, interval.mean(), interval.mean(), interval.mean()));
        }
        return points;
    }
}
