package dev.affix.metrics.api;

import java.util.List;

/** Values to plot, to six decimals: finer than any screen, and half the bytes. */
final class Rounded {
    private static final double STEPS = 1e6;

    private Rounded() {}

    static List<Double> of(List<Double> values) {
        return values.stream().map(value -> Math.rint(value * STEPS) / STEPS).toList();
    }
}
