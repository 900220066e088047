package dev.affix.lab.sampleefficiency;

import java.util.Map;
import java.util.SortedMap;

/**
 * How many examples a curve needs to reach a level: where it first does, linear in the logarithm of the number of examples between
 * two sizes.
 *
 * @param kind whether that lies inside the sizes that were tried
 * @param examples the number; the smallest size where already that reached it; NaN where none did
 */
record ExamplesNeeded(Kind kind, double examples) {
    /** Where the level was reached. */
    enum Kind {
        /** Between two sizes. */
        REACHED,
        /** Already with the smallest size: at most that many. */
        AT_ONCE,
        /** With no size: more than the greatest. */
        NOT_REACHED
    }

    /**
     * Reads it off a curve.
     *
     * @param curve accuracy by number of examples, from 0 to 1; at least one
     */
    static ExamplesNeeded of(SortedMap<Integer, Double> curve, double level) {
        double n = Double.NaN;
        double accuracy = Double.NaN;
        for (Map.Entry<Integer, Double> point : curve.entrySet()) {
            double next = point.getKey();
            double reached = point.getValue();
            if (reached >= level) {
                if (Double.isNaN(n)) {
                    return new ExamplesNeeded(Kind.AT_ONCE, next);
                }
                double share = (level - accuracy) / (reached - accuracy);
                return new ExamplesNeeded(Kind.REACHED, n * Math.pow(next / n, share));
            }
            n = next;
            accuracy = reached;
        }
        return new ExamplesNeeded(Kind.NOT_REACHED, Double.NaN);
    }
}
