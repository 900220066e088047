package dev.affix.lab.study;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Lines with bands, as SVG that needs nothing from outside: shares or amounts upwards; linear or logarithmic across. */
public final class LinePlot {
    private static final int WIDTH = 720;
    private static final int HEIGHT = 380;
    private static final int LEFT = 56;
    private static final int BOTTOM = 40;
    private static final int TOP = 28;
    private static final int RIGHT = 150;
    /** Told apart also by people who see few colours (Okabe and Ito). */
    private static final List<String> COLOURS =
            List.of("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#8a6d00", "#56b4e9", "#000000", "#7a7a7a");

    /**
     * A point of a line.
     *
     * @param x above 0 where it is logarithmic
     * @param y share from 0 to 1, or amount from 0 on
     * @param lower of the band; {@code y} for none
     * @param upper of the band; {@code y} for none
     */
    public record Point(double x, double y, double lower, double upper) {}

    /** What goes upwards. */
    public enum Upwards {
        /** From 0 to 1, as much of it as the lines need, in percent. */
        SHARE,
        /** From 0 to a round number above the largest. */
        AMOUNT
    }

    private record Line(String name, List<Point> points) {}

    private final String title;
    private final String across;
    private final Upwards upwards;
    private final boolean logarithmic;
    private final List<Line> lines = new ArrayList<>();
    private final List<Double> marks = new ArrayList<>();

    /** Creates one of shares over examples, without lines. */
    public LinePlot(String title, boolean logarithmic) {
        this(title, "examples", Upwards.SHARE, logarithmic);
    }

    /**
     * Creates one without lines.
     *
     * @param across what goes across
     */
    public LinePlot(String title, String across, Upwards upwards, boolean logarithmic) {
        this.title = title;
        this.across = across;
        this.upwards = upwards;
        this.logarithmic = logarithmic;
    }

    /** Adds a line, by ascending x. */
    public LinePlot line(String name, List<Point> points) {
        lines.add(new Line(name, List.copyOf(points)));
        return this;
    }

    /** Adds a dashed vertical line. */
    public LinePlot mark(double x) {
        marks.add(x);
        return this;
    }

    /** Draws it. */
    public String svg() {
        List<Point> all = lines.stream().flatMap(line -> line.points.stream()).toList();
        if (all.isEmpty()) {
            return "";
        }
        double minX = all.stream().mapToDouble(Point::x).min().orElse(1);
        double maxX = Math.max(all.stream().mapToDouble(Point::x).max().orElse(10), minX + 1e-9);
        double lowest = all.stream().mapToDouble(Point::lower).min().orElse(0);
        double highest = all.stream().mapToDouble(Point::upper).max().orElse(1);
        boolean share = upwards == Upwards.SHARE;
        double step = share ? 0.1 : roundedUp(highest / 6);
        int bottom = share ? (int) Math.min(9, Math.max(0, Math.floor(lowest * 10))) : 0;
        int top = Math.max(bottom + 1, (int) Math.ceil(share ? Math.min(1, highest) * 10 : highest / step));
        Scale scale = new Scale(minX, maxX, bottom * step, top * step);
        StringBuilder svg = new StringBuilder("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 " + WIDTH + " "
                + HEIGHT + "\" role=\"img\" aria-label=\"" + Page.escape(title) + "\">\n<text class=\"title\" x=\""
                + LEFT + "\" y=\"16\">" + Page.escape(title) + "</text>\n");
        for (int tick = bottom; tick <= top; tick++) {
            double y = scale.y(tick * step);
            svg.append(path("grid", LEFT, y, (double) WIDTH - RIGHT, y));
            text(svg, "end", LEFT - 6, y + 4, share ? tick * 10 + " %" : number(tick * step));
        }
        for (double tick : ticks(all, minX, maxX)) {
            svg.append(path("grid", scale.x(tick), TOP, scale.x(tick), (double) HEIGHT - BOTTOM));
            text(svg, "middle", scale.x(tick), HEIGHT - BOTTOM + 16, number(tick));
        }
        text(svg, "middle", (LEFT + WIDTH - RIGHT) / 2.0, HEIGHT - 6, Page.escape(across));
        marks.forEach(x -> svg.append(path("guide", scale.x(x), TOP, scale.x(x), (double) HEIGHT - BOTTOM)));
        for (int i = 0; i < lines.size(); i++) {
            draw(svg, lines.get(i), COLOURS.get(i % COLOURS.size()), scale);
            svg.append("<text x=\"" + (WIDTH - RIGHT + 12) + "\" y=\"" + (TOP + 12 + 18 * i) + "\" style=\"fill:"
                    + COLOURS.get(i % COLOURS.size()) + "\">■ " + Page.escape(lines.get(i).name) + "</text>\n");
        }
        return svg.append("</svg>\n").toString();
    }

    private List<Double> ticks(List<Point> all, double minX, double maxX) {
        if (logarithmic) {
            return all.stream().map(Point::x).distinct().sorted().toList();
        }
        double step = Math.pow(10, Math.floor(Math.log10(Math.max(maxX - minX, 1))));
        List<Double> ticks = new ArrayList<>();
        double every = (maxX - minX) / step < 3 ? step / 2 : step;
        for (double tick = Math.ceil(minX / every) * every; tick <= maxX; tick += every) {
            ticks.add(tick);
        }
        return ticks;
    }

    private static void draw(StringBuilder svg, Line line, String colour, Scale scale) {
        StringBuilder band = new StringBuilder();
        StringBuilder curve = new StringBuilder();
        for (Point point : line.points) {
            band.append(band.isEmpty() ? "M" : "L").append(scale.point(point.x, point.upper));
            curve.append(curve.isEmpty() ? "M" : "L").append(scale.point(point.x, point.y));
        }
        for (int i = line.points.size() - 1; i >= 0; i--) {
            band.append("L").append(scale.point(line.points.get(i).x, line.points.get(i).lower));
        }
        if (line.points.stream().anyMatch(point -> point.upper > point.lower)) {
            svg.append("<path class=\"band\" fill=\"" + colour + "\" d=\"" + band + "Z\"/>\n");
        }
        svg.append("<path class=\"line\" stroke=\"" + colour + "\" d=\"" + curve + "\"><title>" + Page.escape(line.name)
                + "</title></path>\n");
    }

    private final class Scale {
        private final double minX;
        private final double maxX;
        private final double minY;
        private final double maxY;

        Scale(double minX, double maxX, double minY, double maxY) {
            this.minX = minX;
            this.maxX = maxX;
            this.minY = minY;
            this.maxY = maxY;
        }

        double x(double x) {
            double share = logarithmic ? Math.log(x / minX) / Math.log(maxX / minX) : (x - minX) / (maxX - minX);
            return LEFT + (WIDTH - LEFT - RIGHT) * share;
        }

        double y(double y) {
            double inside = Math.min(maxY, Math.max(minY, y));
            return HEIGHT - BOTTOM - (HEIGHT - BOTTOM - TOP) * (inside - minY) / (maxY - minY);
        }

        String point(double x, double y) {
            return pixels(x(x)) + "," + pixels(y(y));
        }
    }

    private static String path(String kind, double x1, double y1, double x2, double y2) {
        return "<path class=\"" + kind + "\" d=\"M" + pixels(x1) + "," + pixels(y1) + "L" + pixels(x2) + ","
                + pixels(y2) + "\"/>\n";
    }

    private static void text(StringBuilder svg, String anchor, double x, double y, String text) {
        svg.append("<text text-anchor=\"" + anchor + "\" x=\"" + pixels(x) + "\" y=\"" + pixels(y) + "\">" + text
                + "</text>\n");
    }

    /** Returns 1, 2 or 5 times a power of ten: the least that is not below. */
    private static double roundedUp(double least) {
        double power = Math.pow(10, Math.floor(Math.log10(Math.max(least, 1e-9))));
        return least <= power ? power : least <= 2 * power ? 2 * power : least <= 5 * power ? 5 * power : 10 * power;
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, value == Math.rint(value) ? "%,.0f" : "%.1f", value);
    }

    private static String pixels(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }
}
