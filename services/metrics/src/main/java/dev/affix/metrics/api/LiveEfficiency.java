package dev.affix.metrics.api;

import dev.affix.metrics.comparison.SampleEfficiency;
import dev.affix.metrics.comparison.SampleEfficiency.Point;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/**
 * An arm's accuracy against what its versions had learned from: see {@link SampleEfficiency}.
 *
 * @param trainedOn examples learned from, increasing
 * @param accuracy of the answers given then
 * @param answered scored answers of each point
 * @param fitted the nearest curve that never falls
 * @param needed examples until that curve reached a level, for each level that it reached
 */
public record LiveEfficiency(
        List<Double> trainedOn, List<Double> accuracy, List<Long> answered, List<Double> fitted, List<Need> needed) {
    private static final int LEVELS = 20;

    /** An accuracy, a multiple of 0.05, and the examples that were needed for it. */
    public record Need(double level, long examples) {}

    static LiveEfficiency of(SampleEfficiency curve) {
        List<Need> needed = new ArrayList<>();
        for (int i = 1; i <= LEVELS; i++) {
            double level = (double) i / LEVELS;
            OptionalDouble examples = curve.examplesToReach(level);
            if (examples.isPresent()) {
                needed.add(new Need(level, Math.round(examples.getAsDouble())));
            }
        }
        return new LiveEfficiency(
                Rounded.of(curve.points().stream().map(Point::trainedOn).toList()),
                Rounded.of(curve.points().stream().map(Point::accuracy).toList()),
                curve.points().stream().map(Point::answered).toList(),
                Rounded.of(curve.points().stream().map(Point::fitted).toList()),
                needed);
    }
}
