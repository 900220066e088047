package dev.affix.lab.convergence;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;

/** A plot with two logarithmic axes, as SVG that needs nothing from outside. */
final class LogLogPlot {
    private static final int WIDTH = 460;
    private static final int HEIGHT = 300;
    private static final int LEFT = 56;
    private static final int BOTTOM = 40;
    private static final int TOP = 28;
    private static final int RIGHT = 12;

    private record Line(String name, String color, String marker, SortedMap<Integer, Double> points) {}

    private final String title;
    private final List<Line> lines = new ArrayList<>();

    LogLogPlot(String title) {
        this.title = title;
    }

    LogLogPlot line(String name, String color, String marker, SortedMap<Integer, Double> points) {
        lines.add(new Line(name, color, marker, points));
        return this;
    }

    /**
     * Draws it.
     *
     * @param guides exponents of n whose slope is drawn as a dashed line, with their name
     */
    String svg(Map<String, Double> guides) {
        double minX =
                lines.stream().mapToInt(line -> line.points.firstKey()).min().orElse(1);
        double maxX =
                lines.stream().mapToInt(line -> line.points.lastKey()).max().orElse(10);
        double minY = values().min().orElse(0.1) / 1.3;
        double maxY = values().max().orElse(1) * 1.3;
        StringBuilder svg = new StringBuilder("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 " + WIDTH + " "
                + HEIGHT + "\" role=\"img\" aria-label=\"" + title + "\">\n");
        svg.append("<text class=\"title\" x=\"" + LEFT + "\" y=\"16\">" + title + "</text>\n");
        for (int exponent = (int) Math.floor(Math.log10(minY)); exponent <= Math.ceil(Math.log10(maxY)); exponent++) {
            for (int factor : new int[] {1, 2, 5}) {
                double y = factor * Math.pow(10, exponent);
                if (y >= minY && y <= maxY) {
                    double at = y(y, minY, maxY);
                    svg.append(path("grid", LEFT, at, WIDTH - RIGHT, at));
                    svg.append(text("end", LEFT - 6, at + 4, number(y)));
                }
            }
        }
        lines.stream().flatMap(line -> line.points.keySet().stream()).distinct().forEach(n -> {
            double at = x(n, minX, maxX);
            svg.append(path("grid", at, TOP, at, HEIGHT - BOTTOM));
            svg.append(text("middle", at, HEIGHT - BOTTOM + 16, String.format(Locale.ROOT, "%,d", n)));
        });
        svg.append(text("middle", (LEFT + WIDTH - RIGHT) / 2.0, HEIGHT - 6, "examples n"));
        guides.forEach((name, exponent) -> {
            double endY = maxY / 1.2 * Math.pow(maxX / minX, exponent);
            if (endY > minY) {
                svg.append(path(
                        "guide",
                        x(minX, minX, maxX),
                        y(maxY / 1.2, minY, maxY),
                        x(maxX, minX, maxX),
                        y(endY, minY, maxY)));
                svg.append(text("end", WIDTH - RIGHT - 2, y(endY, minY, maxY) - 4, name));
            }
        });
        for (Line line : lines) {
            StringBuilder d = new StringBuilder();
            line.points.forEach((n, value) ->
                    d.append(d.isEmpty() ? "M" : "L").append(point(x(n, minX, maxX), y(value, minY, maxY))));
            svg.append("<path class=\"line\" stroke=\"" + line.color + "\" d=\"" + d + "\"/>\n");
            line.points.forEach((n, value) -> svg.append("<text class=\"marker\" text-anchor=\"middle\" fill=\""
                    + line.color + "\" x=\"" + round(x(n, minX, maxX)) + "\" y=\""
                    + round(y(value, minY, maxY) + 4) + "\">" + line.marker + "<title>" + line.name + ", n = " + n
                    + ": " + number(value) + "</title></text>\n"));
        }
        return svg.append("</svg>\n").toString();
    }

    private java.util.stream.DoubleStream values() {
        return lines.stream().flatMap(line -> line.points.values().stream()).mapToDouble(value -> value);
    }

    private static double x(double n, double min, double max) {
        return LEFT + 14 + (WIDTH - LEFT - RIGHT - 28) * Math.log(n / min) / Math.log(Math.max(max / min, 1.0001));
    }

    private static double y(double value, double min, double max) {
        return HEIGHT - BOTTOM - (HEIGHT - BOTTOM - TOP) * Math.log(value / min) / Math.log(max / min);
    }

    private static String path(String kind, double x1, double y1, double x2, double y2) {
        return "<path class=\"" + kind + "\" d=\"M" + point(x1, y1) + "L" + point(x2, y2) + "\"/>\n";
    }

    private static String text(String anchor, double x, double y, String text) {
        return "<text text-anchor=\"" + anchor + "\" x=\"" + round(x) + "\" y=\"" + round(y) + "\">" + text
                + "</text>\n";
    }

    private static String point(double x, double y) {
        return round(x) + "," + round(y);
    }

    private static String round(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }

    static String number(double value) {
        return value >= 0.01 && value < 1000
                ? String.format(Locale.ROOT, "%.3g", value)
                : String.format(Locale.ROOT, "%.1e", value);
    }
}
