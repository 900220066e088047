package dev.affix.observability.grafana;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;

/**
 * A dashboard.
 *
 * @param uid stable identity, part of its address
 * @param title what people read
 * @param description what it is for
 * @param tags by which dashboards of Affix find each other
 * @param schemaVersion of Grafana's schema
 * @param editable whether Grafana lets people change a copy
 * @param graphTooltip 1: the crosshair is shared by the panels
 * @param refresh how often queries run again
 * @param time what is shown at first
 * @param links to the other dashboards
 * @param templating variables
 * @param panels in the order of reading
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Dashboard(
        String uid,
        String title,
        String description,
        List<String> tags,
        int schemaVersion,
        boolean editable,
        int graphTooltip,
        String refresh,
        TimeRange time,
        List<DashboardLink> links,
        Templating templating,
        List<Panel> panels) {
    /** From when to when, in Grafana's words. */
    public record TimeRange(String from, String to) {}

    /** The variables. */
    public record Templating(List<Variable> list) {}

    /** A link in the dashboard's head. */
    public record DashboardLink(
            boolean asDropdown,
            String icon,
            boolean includeVars,
            boolean keepTime,
            List<String> tags,
            boolean targetBlank,
            String title,
            String tooltip,
            String type) {}
}
