package dev.affix.statistics.simulation;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Writes the numbers as CSV and JSON, and as a page that needs nothing else. */
final class Report {
    private static final Map<String, String> STUDIES = new LinkedHashMap<>();

    static {
        STUDIES.put(
                "false-alarms",
                "False alarms. Both arms have the same policy; share of streams on which a rule has called them"
                        + " different, with a look after every example.");
        STUDIES.put(
                "coverage",
                "Coverage under drift. Share of streams on which an interval has ever missed the running mean of the"
                        + " true differences, or (betting) what it does promise.");
        STUDIES.put("power", "Power. Share of streams on which a real difference has been found.");
        STUDIES.put(
                "paired-against-split",
                "Paired against split. Labels until the verdict, if both arms answer each request and if only one does.");
    }

    /** What results.json holds; a value that is not a number is null there. */
    private record Document(Options options, List<Map<String, Object>> rows) {}

    private Report() {}

    static void write(Options options, List<Row> rows, Path directory) throws IOException {
        Files.createDirectories(directory);
        Files.writeString(directory.resolve("results.csv"), csv(rows));
        Files.writeString(directory.resolve("results.json"), json(options, rows) + "\n");
        Files.writeString(directory.resolve("report.html"), html(options, rows));
    }

    private static String csv(List<Row> rows) {
        StringBuilder csv = new StringBuilder("study,scenario,method,measure,x,value\n");
        for (Row row : rows) {
            csv.append(row.study()).append(',');
            for (String text : List.of(row.scenario(), row.method(), row.measure())) {
                csv.append('"').append(text).append("\",");
            }
            csv.append(number(row.x())).append(',').append(number(row.value())).append('\n');
        }
        return csv.toString();
    }

    private static String json(Options options, List<Row> rows) throws IOException {
        List<Map<String, Object>> values = rows.stream()
                .map(row -> {
                    Map<String, Object> value = new LinkedHashMap<>();
                    value.put("study", row.study());
                    value.put("scenario", row.scenario());
                    value.put("method", row.method());
                    value.put("measure", row.measure());
                    value.put("x", row.x());
                    if (!Double.isNaN(row.value())) {
                        value.put("value", row.value());
                    }
                    return value;
                })
                .toList();
        return new ObjectMapper()
                .enable(SerializationFeature.INDENT_OUTPUT)
                .writeValueAsString(new Document(options, values));
    }

    private static String html(Options options, List<Row> rows) {
        StringBuilder html = new StringBuilder("<!doctype html><html lang=\"en\"><meta charset=\"utf-8\">"
                + "<meta name=\"viewport\" content=\"width=device-width\"><title>Affix: proof by simulation</title><style>"
                + "body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;"
                + "color-scheme:light dark}table{border-collapse:collapse;margin:1rem 0}td,th{padding:.2rem .8rem;"
                + "text-align:left;border-bottom:1px solid #8888}td:last-child{text-align:right;"
                + "font-variant-numeric:tabular-nums}svg{width:100%;height:auto}</style><h1>Proof by simulation</h1>");
        html.append(String.format(
                Locale.ROOT,
                "<p>%,d streams of %,d examples, alpha %s, seed %d. The dashed line is alpha.</p>",
                options.streams(),
                options.steps(),
                number(options.alpha()),
                options.seed()));
        STUDIES.forEach((study, title) -> {
            int stop = title.indexOf('.');
            html.append("<h2>").append(title, 0, stop).append("</h2><p>").append(title.substring(stop + 2));
            html.append("</p>");
            List<Row> own =
                    rows.stream().filter(row -> row.study().equals(study)).toList();
            for (String scenario : own.stream().map(Row::scenario).distinct().toList()) {
                html.append("<h3>").append(scenario).append("</h3>");
                List<Row> here = own.stream()
                        .filter(row -> row.scenario().equals(scenario))
                        .toList();
                html.append(Chart.of(here, options, study.equals("power") ? Double.NaN : options.alpha()));
                table(html, here);
            }
        });
        return html.append("</html>\n").toString();
    }

    private static void table(StringBuilder html, List<Row> rows) {
        html.append("<table><tr><th>Method<th>Measure<th>Value");
        for (Row row : rows) {
            if (!row.measure().equals(Chart.MEASURE)) {
                html.append("<tr><td>").append(row.method()).append("<td>").append(row.measure());
                html.append("<td>").append(Double.isNaN(row.value()) ? "not within the stream" : number(row.value()));
            }
        }
        html.append("</table>");
    }

    private static String number(double value) {
        return value == Math.rint(value)
                ? String.format(Locale.ROOT, "%.0f", value)
                : String.format(Locale.ROOT, "%.5f", value).replaceFirst("0+$", "");
    }
}
