package dev.affix.observability.grafana;

/**
 * A variable whose values a query finds.
 *
 * @param name used in queries as {@code $name}
 * @param label what people read
 * @param type always {@code query}
 * @param datasource where the query runs
 * @param query {@code label_values(metric, label)}
 * @param refresh 2: whenever the time range changes
 * @param sort 1: alphabetically
 */
public record Variable(
        String name, String label, String type, DataSource datasource, String query, int refresh, int sort) {}
