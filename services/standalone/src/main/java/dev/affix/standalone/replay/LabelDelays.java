package dev.affix.standalone.replay;

import java.time.Duration;
import java.util.SplittableRandom;

/**
 * How late labels come: exponentially distributed, cut off at five times the mean, so that many labels overtake earlier
 * ones and none takes forever. Each index has its own delay, whichever run sends it.
 *
 * @param seed seed of the delays
 * @param mean mean delay before the cut; zero for labels that come at once
 */
public record LabelDelays(long seed, Duration mean) {
    private static final int CUT = 5;
    /** Spreads neighbouring indices over the generator's seeds: the golden ratio in 64 bits. */
    private static final long SPREAD = 0x9E3779B97F4A7C15L;

    /** Returns the delay of the label of an index. */
    public Duration of(int index) {
        double uniform = new SplittableRandom(seed ^ ((index + 1) * SPREAD)).nextDouble();
        double factor = Math.min(CUT, -Math.log1p(-uniform));
        return Duration.ofNanos(Math.round(factor * mean.toNanos()));
    }
}
