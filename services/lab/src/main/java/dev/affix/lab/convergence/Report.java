package dev.affix.lab.convergence;

import dev.affix.lab.convergence.Findings.Finding;
import dev.affix.lab.study.Page;
import dev.affix.lab.study.Results;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A study for people (HTML, one file) and for programs (JSON). */
final class Report {
    private static final Map<Sharing, String> COLORS =
            Map.of(Sharing.NONE, "#0b6fb8", Sharing.LINEAR, "#c2500a", Sharing.ONE_LAYER, "#0a8a60");
    private static final Map<Sharing, String> MARKERS =
            Map.of(Sharing.NONE, "■", Sharing.LINEAR, "▲", Sharing.ONE_LAYER, "◆");

    private final Map<String, Object> lineage;
    private final Findings findings;

    /**
     * Creates one.
     *
     * @param lineage what the study was made of
     */
    Report(Map<String, Object> lineage, Findings findings) {
        this.lineage = lineage;
        this.findings = findings;
    }

    void write(Path folder) throws IOException {
        Map<String, Object> json = new LinkedHashMap<>(lineage);
        List<Map<String, Object>> lines = new ArrayList<>();
        for (Finding finding : findings.all()) {
            Map<String, Object> line = new LinkedHashMap<>();
            line.put("contestant", finding.sharing().label());
            line.put("overSpecified", finding.overSpecified());
            line.put("measure", finding.measure().label());
            line.put("quantile", finding.quantile());
            line.put("losses", finding.losses());
            line.put("slope", finding.slope().value());
            line.put(
                    "slopeInterval95",
                    List.of(finding.slope().lower(), finding.slope().upper()));
            line.put("theory", finding.measure().theory(finding.sharing(), finding.overSpecified()));
            lines.add(line);
        }
        json.put("findings", lines);
        Results.write(folder, json, html());
    }

    /** Returns the table of slopes as text. */
    String table() {
        StringBuilder text = new StringBuilder(String.format(
                "%-16s  %-18s  %-28s  %-8s  %6s  %-17s  %s%n",
                "fit", "contestant", "loss", "case", "slope", "95 % interval", "theory"));
        for (Finding f : findings.all()) {
            text.append(String.format(
                    Locale.ROOT,
                    "%-16s  %-18s  %-28s  %-8s  %6.2f  %-17s  %s%n",
                    specification(f.overSpecified()),
                    f.sharing().label(),
                    f.measure().label(),
                    quantile(f.quantile()),
                    f.slope().value(),
                    interval(f.slope()),
                    f.measure().theory(f.sharing(), f.overSpecified())));
        }
        return text.toString();
    }

    private static String specification(boolean over) {
        return over ? "one prompt extra" : "exact";
    }

    private static String quantile(double quantile) {
        return quantile == Findings.TYPICAL ? "typical" : "bad";
    }

    private static String interval(Slope slope) {
        return String.format(Locale.ROOT, "%.2f to %.2f", slope.lower(), slope.upper());
    }

    private String html() {
        Page page =
                new Page("Convergence of prompt estimation", "How fast prompts are found, with and without sharing");
        StringBuilder html = new StringBuilder();
        html.append("""
                <p>The regression model of arXiv 2410.02200, section 4 (one attention row as a mixture of experts): two known
                experts and two true prompts, fitted by least squares with two prompts (exact) and with three (one prompt extra,
                the over-specified case that the theorems are about). Every point is a quantile over the repeats: the <i>typical</i>
                case is the median, in the <i>bad</i> case one sample in ten does worse. Slopes are of log loss on log n, with
                95 % bootstrap intervals. Contestants: <b>non-shared</b> keys and values are free;
                <b>shared linear</b> k = p, v = M p; <b>shared one-layer</b> k = tanh p, v = tanh M p, with M fitted and common to all prompts.</p>
                <p>What to keep in mind: every fit starts near the truth, as in the literature on such models. The theorems with
                sharing are upper bounds; the one without is a lower bound for the worst case, on another loss. The truth has
                shared structure, so that no contestant is misspecified; where nothing is shared in truth, sharing would be wrong.</p>
                """);
        plots(html, "One prompt extra, bad case", true, Findings.BAD);
        plots(html, "One prompt extra, typical case", true, Findings.TYPICAL);
        plots(html, "Exactly specified, the control: typical case", false, Findings.TYPICAL);
        html.append(
                "<h2>Slopes</h2>\n<table><tr><th>fit<th>contestant<th>loss<th>case<th>slope<th>95 % interval<th>theory</tr>\n");
        for (Finding f : findings.all()) {
            html.append(String.format(
                    Locale.ROOT,
                    "<tr><td>%s<td>%s<td>%s<td>%s<td>%.2f<td>%s<td>%s</tr>%n",
                    specification(f.overSpecified()),
                    f.sharing().label(),
                    f.measure().label(),
                    quantile(f.quantile()),
                    f.slope().value(),
                    interval(f.slope()),
                    f.measure().theory(f.sharing(), f.overSpecified())));
        }
        html.append("</table>\n");
        return page.add(html.toString()).end(lineage);
    }

    private void plots(StringBuilder html, String title, boolean over, double quantile) {
        html.append("<h2>" + title + "</h2>\n<p>");
        for (Sharing sharing : Sharing.values()) {
            html.append("<span style=\"color:" + COLORS.get(sharing) + "\">" + MARKERS.get(sharing) + "</span> "
                    + sharing.label() + " &nbsp; ");
        }
        html.append("</p>\n<div class=\"plots\">\n");
        for (Measure measure : Measure.values()) {
            List<Finding> lines = findings.of(over, measure, quantile);
            if (!lines.isEmpty()) {
                LogLogPlot plot = new LogLogPlot(measure.label());
                lines.forEach(line -> plot.line(
                        line.sharing().label(),
                        COLORS.getOrDefault(line.sharing(), "#000"),
                        MARKERS.getOrDefault(line.sharing(), "●"),
                        line.losses()));
                html.append(plot.svg(Map.of("n^−1/2", -0.5, "n^−1/4", -0.25)));
            }
        }
        html.append("</div>\n");
    }
}
