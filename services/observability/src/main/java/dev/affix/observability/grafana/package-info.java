/**
 * The part of Grafana's dashboard schema (kind {@code dashboard}, schema version 41, as in the npm package
 * {@code @grafana/schema} 12.1.0) that Affix uses, field for field: reading a dashboard with these records fails on any field
 * that the schema does not have or that nobody here has checked.
 */
@NullMarked
package dev.affix.observability.grafana;

import org.jspecify.annotations.NullMarked;
