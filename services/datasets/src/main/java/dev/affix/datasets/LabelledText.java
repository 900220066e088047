package dev.affix.datasets;

/**
 * One example of a classification task.
 *
 * @param text what is classified
 * @param label its true label
 */
public record LabelledText(String text, String label) {}
