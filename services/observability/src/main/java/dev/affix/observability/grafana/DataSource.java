package dev.affix.observability.grafana;

/** Where queries run. */
public record DataSource(String type, String uid) {
    /** The one that is provisioned beside the dashboards. */
    public static final DataSource PROMETHEUS = new DataSource("prometheus", "prometheus");
}
