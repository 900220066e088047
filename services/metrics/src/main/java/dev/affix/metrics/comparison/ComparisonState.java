package dev.affix.metrics.comparison;

import org.jspecify.annotations.Nullable;

/**
 * Where the comparisons of some experiments keep what they remember. What is put is stored later; mutable objects then as they are
 * by then. One thread.
 */
public interface ComparisonState {
    /** Returns an experiment's scores, to be changed and put back. */
    RunningScoreboard scoreboard(String experiment);

    /** Stores an experiment's scores. */
    void putScoreboard(String experiment, RunningScoreboard scoreboard);

    /**
     * Returns a curve.
     *
     * @param series number of series, for one without points yet
     */
    Curve curve(String key, int series);

    /** Stores a curve. */
    void putCurve(String key, Curve curve);

    /** Returns an arm's versions. */
    Versions versions(String key);

    /** Stores an arm's versions. */
    void putVersions(String key, Versions versions);

    /** Returns an arm's detailed scores, to be changed and put back; null if there are none. */
    @Nullable
    ArmDetail detail(String key);

    /** Stores an arm's detailed scores. */
    void putDetail(String key, ArmDetail detail);

    /** Returns an experiment's guards, to be changed and put back; null if there are none. */
    @Nullable
    Guards guards(String experiment);

    /** Stores an experiment's guards. */
    void putGuards(String experiment, Guards guards);

    /** Returns a block of {@link SeenUnits}, not to be changed; one without a unit if there is none. */
    byte[] units(String key);

    /** Stores a block of {@link SeenUnits}. */
    void putUnits(String key, byte[] block);

    /** Returns the key of an arm's curve, detailed scores and versions. */
    static String armKey(String experiment, String arm) {
        return experiment + "/" + arm;
    }

    /** Returns the key of a block of an arm's newest answers. */
    static String blockKey(String armKey, int place) {
        return armKey + "/" + place;
    }

    /** Returns the key of a pair's curve. */
    static String pairKey(String experiment, Pair pair) {
        return experiment + "/" + pair.key();
    }
}
