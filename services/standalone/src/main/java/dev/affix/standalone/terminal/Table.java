package dev.affix.standalone.terminal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A table of text: columns as wide as their widest cell, the first ones aligned left, the others right. */
public final class Table {
    private static final String GAP = "  ";

    private final List<List<String>> rows = new ArrayList<>();
    private final int leftAligned;

    /**
     * Starts a table.
     *
     * @param leftAligned how many columns hold names rather than numbers
     */
    public Table(int leftAligned, String... headings) {
        this.leftAligned = leftAligned;
        rows.add(List.copyOf(Arrays.asList(headings)));
    }

    /** Adds a row with one cell per heading. */
    public Table row(String... cells) {
        if (cells.length != rows.get(0).size()) {
            throw new IllegalArgumentException(
                    "a row has " + cells.length + " cells under " + rows.get(0).size() + " headings");
        }
        rows.add(List.copyOf(Arrays.asList(cells)));
        return this;
    }

    /** Returns the lines: headings, a rule, the rows. No line ends with spaces. */
    public List<String> lines() {
        int[] widths = new int[rows.get(0).size()];
        for (List<String> row : rows) {
            for (int column = 0; column < widths.length; column++) {
                widths[column] = Math.max(widths[column], row.get(column).length());
            }
        }
        List<String> lines = new ArrayList<>();
        for (List<String> row : rows) {
            lines.add(line(row, widths));
        }
        lines.add(1, "-".repeat(Arrays.stream(widths).sum() + GAP.length() * (widths.length - 1)));
        return List.copyOf(lines);
    }

    private String line(List<String> row, int[] widths) {
        List<String> cells = new ArrayList<>();
        for (int column = 0; column < widths.length; column++) {
            String space = " ".repeat(widths[column] - row.get(column).length());
            cells.add(column < leftAligned ? row.get(column) + space : space + row.get(column));
        }
        return String.join(GAP, cells).stripTrailing();
    }
}
