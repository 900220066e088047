package dev.affix.observability.grafana;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A panel.
 *
 * @param id unique in its dashboard
 * @param type {@code timeseries} or {@code stat}
 * @param title what people read
 * @param description what it shows and how to read it
 * @param datasource where its queries run
 * @param gridPos its place; the grid is 24 wide
 * @param fieldConfig how values are shown
 * @param options of the panel type
 * @param targets its queries
 */
public record Panel(
        int id,
        String type,
        String title,
        String description,
        DataSource datasource,
        GridPos gridPos,
        FieldConfigSource fieldConfig,
        Options options,
        List<Target> targets) {
    /** A place in the grid. */
    public record GridPos(int h, int w, int x, int y) {}

    /**
     * A query.
     *
     * @param refId a letter
     * @param expr PromQL
     * @param legendFormat how a series is called
     * @param instant whether only the newest value is wanted
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Target(
            String refId,
            String expr,
            String legendFormat,
            @Nullable Boolean instant) {}

    /**
     * Options: those of a {@code timeseries} panel are legend and tooltip, the rest are those of a {@code stat} panel.
     *
     * @param orientation {@code auto}
     * @param textMode {@code value_and_name}
     * @param reduceOptions which of a series' values is the one
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Options(
            @Nullable Legend legend,
            @Nullable Tooltip tooltip,
            @Nullable String colorMode,
            @Nullable String graphMode,
            @Nullable String justifyMode,
            @Nullable String orientation,
            @Nullable String textMode,
            @Nullable Boolean wideLayout,
            @Nullable Reduce reduceOptions) {}

    /** A legend. */
    public record Legend(List<String> calcs, String displayMode, String placement, boolean showLegend) {}

    /** What hovering shows. */
    public record Tooltip(String mode, String sort) {}

    /** Which values of a series count. */
    public record Reduce(List<String> calcs, String fields, boolean values) {}
}
