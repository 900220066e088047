package dev.affix.observability;

import dev.affix.observability.grafana.DataSource;
import dev.affix.observability.grafana.FieldConfigSource;
import dev.affix.observability.grafana.FieldConfigSource.Color;
import dev.affix.observability.grafana.FieldConfigSource.FieldConfig;
import dev.affix.observability.grafana.FieldConfigSource.GraphFieldConfig;
import dev.affix.observability.grafana.FieldConfigSource.LineStyle;
import dev.affix.observability.grafana.FieldConfigSource.Matcher;
import dev.affix.observability.grafana.FieldConfigSource.Property;
import dev.affix.observability.grafana.FieldConfigSource.SeriesOverride;
import dev.affix.observability.grafana.FieldConfigSource.Step;
import dev.affix.observability.grafana.FieldConfigSource.Thresholds;
import dev.affix.observability.grafana.Panel;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One panel before it has its place. Not thread-safe. */
final class Chart {
    private static final Thresholds PLAIN = new Thresholds("absolute", List.of(new Step("text", null)));

    private final boolean stat;
    private final String title;
    private final String unit;
    private final String description;
    private final List<Panel.Target> targets = new ArrayList<>();
    private final List<SeriesOverride> overrides = new ArrayList<>();
    private @Nullable Double min;
    private @Nullable Double max;
    private @Nullable Integer decimals;
    private boolean centred;
    private Thresholds thresholds = PLAIN;

    private Chart(boolean stat, String title, String unit, String description) {
        this.stat = stat;
        this.title = title;
        this.unit = unit;
        this.description = description;
    }

    /** Lines over time. */
    static Chart lines(String title, String unit, String description) {
        return new Chart(false, title, unit, description);
    }

    /** Newest values as large numbers. */
    static Chart numbers(String title, String unit, String description) {
        return new Chart(true, title, unit, description);
    }

    /** Adds a query; series are called by the legend, where {@code {{label}}} is a label's value. */
    Chart query(String legend, String expression) {
        String id = String.valueOf((char) ('A' + targets.size()));
        targets.add(new Panel.Target(id, expression, legend, stat ? true : null));
        return this;
    }

    Chart range(@Nullable Double from, @Nullable Double to) {
        min = from;
        max = to;
        return this;
    }

    Chart decimals(int shown) {
        decimals = shown;
        return this;
    }

    /** Zero lies in the middle. */
    Chart aroundZero() {
        centred = true;
        return this;
    }

    /** Green, and red from a value on. */
    Chart redFrom(double value) {
        thresholds = new Thresholds("absolute", List.of(new Step("green", null), new Step("red", value)));
        return this;
    }

    /** Dashes for the series of a name. */
    Chart dashed(String series) {
        return styled(
                series,
                new Property("custom.lineStyle", new LineStyle("dash", List.of(8, 6))),
                new Property("custom.lineWidth", 1));
    }

    /** Fills from one series down to another: a band. */
    Chart band(String upper, String lower) {
        styled(
                upper,
                new Property("custom.fillBelowTo", lower),
                new Property("custom.fillOpacity", 15),
                new Property("custom.lineWidth", 0));
        return styled(lower, new Property("custom.lineWidth", 0));
    }

    private Chart styled(String series, Property... properties) {
        overrides.add(new SeriesOverride(new Matcher("byName", series), List.of(properties)));
        return this;
    }

    Panel panel(int id, Panel.GridPos place) {
        return new Panel(
                id,
                stat ? "stat" : "timeseries",
                title,
                description,
                DataSource.PROMETHEUS,
                place,
                new FieldConfigSource(
                        new FieldConfig(
                                unit,
                                decimals,
                                min,
                                max,
                                stat ? "none" : null,
                                new Color(stat ? "thresholds" : "palette-classic"),
                                stat ? thresholds : null,
                                stat ? null : graph()),
                        List.copyOf(overrides)),
                stat ? statOptions() : lineOptions(),
                List.copyOf(targets));
    }

    private GraphFieldConfig graph() {
        return new GraphFieldConfig("line", 2, 0, "never", false, null, centred ? true : null, null, null);
    }

    private static Panel.Options lineOptions() {
        return new Panel.Options(
                new Panel.Legend(List.of("lastNotNull"), "table", "bottom", true),
                new Panel.Tooltip("multi", "desc"),
                null,
                null,
                null,
                null,
                null,
                null,
                null);
    }

    private static Panel.Options statOptions() {
        return new Panel.Options(
                null,
                null,
                "value",
                "none",
                "auto",
                "auto",
                "value_and_name",
                true,
                new Panel.Reduce(List.of("lastNotNull"), "", false));
    }
}
