package dev.affix.observability.grafana;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How values are shown: for all series, and for some of them. */
public record FieldConfigSource(FieldConfig defaults, List<SeriesOverride> overrides) {
    /**
     * For all series.
     *
     * @param unit Grafana's name of the unit
     * @param custom of {@code timeseries} panels
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record FieldConfig(
            String unit,
            @Nullable Integer decimals,
            @Nullable Double min,
            @Nullable Double max,
            @Nullable String noValue,
            @Nullable Color color,
            @Nullable Thresholds thresholds,
            @Nullable GraphFieldConfig custom) {}

    /** A colour scheme. */
    public record Color(String mode) {}

    /** Colours by value. */
    public record Thresholds(String mode, List<Step> steps) {}

    /** From a value on, a colour; the first step has no value. */
    public record Step(String color, @Nullable Double value) {}

    /** How a {@code timeseries} panel draws. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record GraphFieldConfig(
            @Nullable String drawStyle,
            @Nullable Integer lineWidth,
            @Nullable Integer fillOpacity,
            @Nullable String showPoints,
            @Nullable Boolean spanNulls,
            @Nullable String axisLabel,
            @Nullable Boolean axisCenteredZero,
            @Nullable String fillBelowTo,
            @Nullable LineStyle lineStyle) {}

    /** Dashes. */
    public record LineStyle(String fill, List<Integer> dash) {}

    /** For the series that a matcher finds. */
    public record SeriesOverride(Matcher matcher, List<Property> properties) {}

    /** Finds series. */
    public record Matcher(String id, String options) {}

    /** One setting. */
    public record Property(String id, Object value) {}
}
