package dev.affix.statistics;

/**
 * A closed interval.
 *
 * @param lower lower end
 * @param upper upper end, at least lower
 */
public record Interval(double lower, double upper) {
    public Interval {
        if (!(lower <= upper)) {
            throw new IllegalArgumentException("not an interval: [" + lower + ", " + upper + "]");
        }
    }

    /** Returns whether a value lies in it. */
    public boolean contains(double value) {
        return lower <= value && value <= upper;
    }
}
