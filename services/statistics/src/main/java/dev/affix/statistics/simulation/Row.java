package dev.affix.statistics.simulation;

/**
 * One number of the report.
 *
 * @param study false-alarms, coverage, power or paired-against-split
 * @param scenario kind of stream
 * @param method what judged it
 * @param measure what was measured
 * @param x examples, for a point of a curve; the end otherwise
 * @param value the number, NaN if there is none
 */
public record Row(String study, String scenario, String method, String measure, double x, double value) {}
