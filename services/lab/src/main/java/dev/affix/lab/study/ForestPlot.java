package dev.affix.lab.study;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Ratios with intervals, a row each, as SVG that needs nothing from outside: logarithmic across, with a line where nothing differs. */
public final class ForestPlot {
    private static final int WIDTH = 720;
    private static final int LEFT = 250;
    private static final int RIGHT = 20;
    private static final int TOP = 34;
    private static final int ROW = 20;
    private static final int BOTTOM = 40;
    /** Ratios that can be ticks. */
    private static final List<Double> TICKS =
            List.of(0.1, 0.2, 0.25, 1 / 3.0, 0.5, 0.67, 0.8, 1.0, 1.25, 1.5, 2.0, 3.0, 4.0, 5.0, 10.0);
    /** Least distance of two ticks' labels. */
    private static final double TICK_GAP = 34;
    /** An interval that is wider is cut there, with an arrow, so that it does not hide the others. */
    private static final double WIDEST = 10;

    private final String title;
    private final String axis;
    private final List<Row> rows = new ArrayList<>();

    private record Row(String name, double ratio, double lower, double upper) {}

    /**
     * Creates one without rows.
     *
     * @param axis what the ratios are
     */
    public ForestPlot(String title, String axis) {
        this.title = title;
        this.axis = axis;
    }

    /**
     * Adds a row.
     *
     * @throws IllegalArgumentException unless 0 &lt; lower &le; ratio &le; upper
     */
    public ForestPlot row(String name, double ratio, double lower, double upper) {
        if (!(lower > 0 && lower <= ratio && ratio <= upper)) {
            throw new IllegalArgumentException(
                    "The ratio of '" + name + "' is " + ratio + " in " + lower + " to " + upper);
        }
        rows.add(new Row(name, ratio, lower, upper));
        return this;
    }

    /** Draws it; empty without rows. */
    public String svg() {
        if (rows.isEmpty()) {
            return "";
        }
        double most = 1.25;
        for (Row row : rows) {
            most = Math.max(most, Math.max(row.upper, 1 / row.lower));
        }
        double edge = Math.min(most, WIDEST);
        int height = TOP + ROW * rows.size() + BOTTOM;
        StringBuilder svg = new StringBuilder("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 " + WIDTH + " "
                + height + "\" role=\"img\" aria-label=\"" + Page.escape(title)
                + "\">\n<text class=\"title\" x=\"12\" y=\"16\">"
                + Page.escape(title) + "</text>\n");
        double last = -TICK_GAP;
        for (double tick : TICKS) {
            double x = x(tick, edge);
            if (tick >= 1 / edge && tick <= edge && x - last >= TICK_GAP) {
                line(svg, tick == 1 ? "guide" : "grid", x, TOP - 6, x, height - BOTTOM);
                text(
                        svg,
                        "middle",
                        x,
                        height - BOTTOM + 16,
                        String.format(Locale.ROOT, tick < 1 ? "%.2f" : "%.3g", tick));
                last = x;
            }
        }
        text(svg, "middle", (LEFT + WIDTH - RIGHT) / 2.0, height - 6, Page.escape(axis));
        for (int i = 0; i < rows.size(); i++) {
            draw(svg, rows.get(i), TOP + ROW * i + ROW / 2.0, edge);
        }
        return svg.append("</svg>\n").toString();
    }

    private static void draw(StringBuilder svg, Row row, double y, double edge) {
        String numbers = String.format(Locale.ROOT, "%.2f (%.2f to %.2f)", row.ratio, row.lower, row.upper);
        text(svg, "end", LEFT - 10, y + 4, Page.escape(row.name));
        svg.append("<g stroke=\"#0072b2\" fill=\"#0072b2\"><title>" + Page.escape(row.name + ": " + numbers)
                + "</title>\n");
        line(svg, "line", x(row.lower, edge), y, x(row.upper, edge), y);
        svg.append(String.format(Locale.ROOT, "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"4\"/>\n", x(row.ratio, edge), y));
        svg.append("</g>\n");
        if (row.lower < 1 / edge) {
            text(svg, "middle", x(1 / edge, edge), y + 4, "◂");
        }
        if (row.upper > edge) {
            text(svg, "middle", x(edge, edge), y + 4, "▸");
        }
    }

    /** Returns where a ratio lies; those beyond the edges lie on them. */
    private static double x(double ratio, double edge) {
        double inside = Math.min(edge, Math.max(1 / edge, ratio));
        return LEFT + (WIDTH - LEFT - RIGHT) * (Math.log(inside) + Math.log(edge)) / (2 * Math.log(edge));
    }

    private static void line(StringBuilder svg, String kind, double x1, double y1, double x2, double y2) {
        svg.append(
                String.format(Locale.ROOT, "<path class=\"%s\" d=\"M%.1f,%.1fL%.1f,%.1f\"/>\n", kind, x1, y1, x2, y2));
    }

    private static void text(StringBuilder svg, String anchor, double x, double y, String text) {
        svg.append(String.format(
                Locale.ROOT, "<text text-anchor=\"%s\" x=\"%.1f\" y=\"%.1f\">%s</text>\n", anchor, x, y, text));
    }
}
