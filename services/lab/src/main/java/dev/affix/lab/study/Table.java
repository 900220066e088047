package dev.affix.lab.study;

import java.util.ArrayList;
import java.util.List;

/** A table of a report, for a page (HTML) and for a summary (Markdown). Cells are plain text. */
public final class Table {
    private final List<String> header;
    private final List<List<String>> rows = new ArrayList<>();

    /** Creates one without rows. */
    public Table(String... header) {
        this.header = List.of(header);
    }

    /**
     * Adds a row.
     *
     * @throws IllegalArgumentException if it has not as many cells as the header
     */
    public Table row(String... cells) {
        if (cells.length != header.size()) {
            throw new IllegalArgumentException("A row of " + cells.length + " cells in a table of " + header.size());
        }
        rows.add(List.of(cells));
        return this;
    }

    /** Returns it as HTML. */
    public String html() {
        StringBuilder html = new StringBuilder("<table><tr>");
        header.forEach(cell -> html.append("<th>").append(Page.escape(cell)));
        for (List<String> row : rows) {
            html.append("</tr>\n<tr>");
            row.forEach(cell -> html.append("<td>").append(Page.escape(cell)));
        }
        return html.append("</tr></table>\n").toString();
    }

    /** Returns it as Markdown. */
    public String markdown() {
        StringBuilder text = new StringBuilder();
        line(text, header);
        line(text, header.stream().map(cell -> "---").toList());
        rows.forEach(row -> line(text, row));
        return text.toString();
    }

    private static void line(StringBuilder text, List<String> cells) {
        text.append("|");
        cells.forEach(cell -> text.append(' ').append(cell.replace("|", "\\|")).append(" |"));
        text.append('\n');
    }
}
