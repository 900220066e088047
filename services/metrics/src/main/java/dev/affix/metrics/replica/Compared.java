package dev.affix.metrics.replica;

import dev.affix.metrics.comparison.ArmScores;
import dev.affix.metrics.comparison.Curve;
import dev.affix.metrics.comparison.Guards;
import dev.affix.metrics.comparison.Scoreboard;
import dev.affix.metrics.comparison.Versions;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the replica that compares an experiment's arms knows of it. What there is nothing of is absent.
 *
 * @param curves by their keys
 * @param versions by arm
 * @param details by arm
 */
public record Compared(
        @Nullable Scoreboard scoreboard,
        Map<String, Curve> curves,
        Map<String, Versions> versions,
        Map<String, ArmScores> details,
        Guards.@Nullable State guards) {
    /** Of an experiment of which nothing is known. */
    public static final Compared NOTHING = new Compared(null, Map.of(), Map.of(), Map.of(), null);
}
