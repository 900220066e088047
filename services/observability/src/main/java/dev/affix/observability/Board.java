package dev.affix.observability;

import dev.affix.observability.grafana.Dashboard;
import dev.affix.observability.grafana.DataSource;
import dev.affix.observability.grafana.Panel;
import dev.affix.observability.grafana.Variable;
import java.util.ArrayList;
import java.util.List;

/** Builds one dashboard; panels are laid out in rows, left to right. Not thread-safe. */
final class Board {
    private static final int GRID = 24;
    private static final String TAG = "affix";

    private final String uid;
    private final String title;
    private final String description;
    private final List<Variable> variables = new ArrayList<>();
    private final List<Panel> panels = new ArrayList<>();
    private int x;
    private int y;
    private int rowHeight;

    Board(String uid, String title, String description) {
        this.uid = uid;
        this.title = title;
        this.description = description;
    }

    Board variable(String name, String label, String query) {
        variables.add(new Variable(name, label, "query", DataSource.PROMETHEUS, query, 2, 1));
        return this;
    }

    /** Adds a panel behind the last one, or below the row where that is full. */
    Board add(int width, int height, Chart chart) {
        if (x + width > GRID) {
            x = 0;
            y += rowHeight;
            rowHeight = 0;
        }
        panels.add(chart.panel(panels.size() + 1, new Panel.GridPos(height, width, x, y)));
        x += width;
        rowHeight = Math.max(rowHeight, height);
        return this;
    }

    Dashboard build() {
        return new Dashboard(
                uid,
                title,
                description,
                List.of(TAG),
                41,
                true,
                1,
                "5s",
                new Dashboard.TimeRange("now-30m", "now"),
                List.of(new Dashboard.DashboardLink(
                        true,
                        "external link",
                        true,
                        true,
                        List.of(TAG),
                        false,
                        "Affix",
                        "The other dashboards of Affix",
                        "dashboards")),
                new Dashboard.Templating(List.copyOf(variables)),
                List.copyOf(panels));
    }
}
