package dev.affix.datasets;

/**
 * A row that could not be used.
 *
 * @param line line of the file where the row starts, from 1
 * @param problem what is wrong with it
 */
public record BadRow(long line, String problem) {}
