/**
 * What people look at: Grafana dashboards and Prometheus rules as code. The files in {@code docker/} and {@code k8s/} are
 * written from here; a test compares them.
 */
@NullMarked
package dev.affix.observability;

import org.jspecify.annotations.NullMarked;
