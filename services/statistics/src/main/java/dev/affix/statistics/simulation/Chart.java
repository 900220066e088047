package dev.affix.statistics.simulation;

import java.util.List;
import java.util.Locale;

/** Shares over the number of examples, as SVG: logarithmic across, linear up. */
final class Chart {
    static final String MEASURE = "share by then";

    private static final String[] COLOURS = {"#0072b2", "#009e73", "#cc79a7", "#d55e00", "#e69f00", "#56b4e9"};
    private static final int WIDTH = 940;
    private static final int HEIGHT = 320;
    private static final int LEFT = 60;
    private static final int RIGHT = 620;
    private static final int TOP = 15;
    private static final int BOTTOM = 280;

    private final double steps;
    private final double top;
    private final StringBuilder svg = new StringBuilder();

    private Chart(double steps, double top) {
        this.steps = steps;
        this.top = top;
    }

    /** Returns the chart of those rows that are points of curves; empty if there is none. */
    static String of(List<Row> rows, Options options, double level) {
        List<Row> points =
                rows.stream().filter(row -> row.measure().equals(MEASURE)).toList();
        if (points.isEmpty()) {
            return "";
        }
        double greatest = points.stream().mapToDouble(Row::value).max().orElse(1);
        Chart chart = new Chart(options.steps(), Math.min(1, Math.max(greatest * 1.05, options.alpha() * 2)));
        chart.draw(points, level);
        return chart.svg.toString();
    }

    private void draw(List<Row> points, double level) {
        svg.append(String.format(
                Locale.ROOT,
                "<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s\" font-size=\"13\" fill=\"currentColor\">",
                WIDTH,
                HEIGHT,
                points.get(0).scenario()));
        for (int tick = 0; tick <= 4; tick++) {
            double value = top * tick / 4;
            line(LEFT, y(value), RIGHT, y(value), "#8884", "");
            text(LEFT - 8, y(value) + 4, "end", String.format(Locale.ROOT, "%.1f %%", 100 * value));
        }
        for (double x = 10; x <= steps; x *= 10) {
            text(x(x), BOTTOM + 18, "middle", String.format(Locale.ROOT, "%,.0f", x));
        }
        text((LEFT + RIGHT) / 2.0, BOTTOM + 36, "middle", "examples");
        if (!Double.isNaN(level)) {
            line(LEFT, y(level), RIGHT, y(level), "currentColor", " stroke-dasharray=\"5 4\"");
        }
        List<String> methods = points.stream().map(Row::method).distinct().toList();
        for (int i = 0; i < methods.size(); i++) {
            curve(points, methods.get(i), COLOURS[i % COLOURS.length]);
            line(RIGHT + 20, TOP + 8 + 22 * i, RIGHT + 44, TOP + 8 + 22 * i, COLOURS[i % COLOURS.length], "");
            text(RIGHT + 52, TOP + 12 + 22 * i, "start", methods.get(i));
        }
        svg.append("</svg>");
    }

    private void curve(List<Row> points, String method, String colour) {
        svg.append("<polyline fill=\"none\" stroke-width=\"2\" stroke=\"")
                .append(colour)
                .append("\" points=\"");
        for (Row point : points) {
            if (point.method().equals(method)) {
                svg.append(String.format(Locale.ROOT, "%.1f,%.1f ", x(point.x()), y(point.value())));
            }
        }
        svg.append("\"/>");
    }

    private void line(double x1, double y1, double x2, double y2, String colour, String more) {
        svg.append(String.format(
                Locale.ROOT,
                "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" stroke=\"%s\" stroke-width=\"1.5\"%s/>",
                x1,
                y1,
                x2,
                y2,
                colour,
                more));
    }

    private void text(double x, double y, String anchor, String text) {
        svg.append(String.format(
                Locale.ROOT, "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s</text>", x, y, anchor, text));
    }

    private double x(double examples) {
        return LEFT + (RIGHT - LEFT) * Math.log(examples / 10) / Math.log(steps / 10);
    }

    private double y(double share) {
        return BOTTOM - (BOTTOM - TOP) * share / top;
    }
}
